import { AssertionError } from "./assertion_error.ts";
import { show } from "./show.ts";

/**
 * Asserts that two numbers are almost equal.
 *
 * @param tolerance Greatest distance allowed; by default a ten-millionth of `expected`, so nothing for an expected 0.
 */
export function assertAlmostEquals(actual: number, expected: number, tolerance?: number, msg?: string): void {
  if (Object.is(actual, expected)) return;
  const allowed = tolerance ?? (Number.isFinite(expected) ? Math.abs(expected) * 1e-7 : 1e-7);
  const distance = Math.abs(expected - actual);
  if (distance <= allowed) return;
  throw new AssertionError(
    `Expected ${actual} to be close to ${expected}: they are ${distance} apart, more than ${allowed}${
      msg ? `: ${msg}` : ""
    }`,
  );
}

function compare<T>(actual: T, relation: string, expected: T, holds: boolean, msg?: string): void {
  if (!holds) {
    throw new AssertionError(`Expected ${show(actual)} ${relation} ${show(expected)}${msg ? `: ${msg}` : ""}`);
  }
}

/** Asserts that `actual` is greater than `expected`. */
export function assertGreater<T>(actual: T, expected: T, msg?: string): void {
  compare(actual, ">", expected, actual > expected, msg);
}

/** Asserts that `actual` is greater than or equal to `expected`. */
export function assertGreaterOrEqual<T>(actual: T, expected: T, msg?: string): void {
  compare(actual, ">=", expected, actual >= expected, msg);
}

/** Asserts that `actual` is less than `expected`. */
export function assertLess<T>(actual: T, expected: T, msg?: string): void {
  compare(actual, "<", expected, actual < expected, msg);
}

/** Asserts that `actual` is less than or equal to `expected`. */
export function assertLessOrEqual<T>(actual: T, expected: T, msg?: string): void {
  compare(actual, "<=", expected, actual <= expected, msg);
}
