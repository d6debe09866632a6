import { AssertionError } from "./assertion_error.ts";
import { describeDifference } from "./describe_difference.ts";
import { equal } from "./equal.ts";
import { show } from "./show.ts";

const suffix = (msg?: string): string => msg ? `: ${msg}` : "";

/** Asserts that two values are deeply equal. */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  if (equal(actual, expected)) return;
  throw new AssertionError(`Values are not equal${suffix(msg)}${describeDifference(actual, expected)}`);
}

/** Asserts that two values are not deeply equal. */
export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  if (!equal(actual, expected)) return;
  throw new AssertionError(`Values are equal${suffix(msg)}: ${show(actual)}`);
}

/** Asserts that two values are the same, by `Object.is`. */
export function assertStrictEquals<T>(actual: unknown, expected: T, msg?: string): asserts actual is T {
  if (Object.is(actual, expected)) return;
  const difference = equal(actual, expected)
    ? `: they look alike but are not the same reference: ${show(actual)}`
    : describeDifference(actual, expected);
  throw new AssertionError(`Values are not strictly equal${suffix(msg)}${difference}`);
}

/** Asserts that two values are not the same, by `Object.is`. */
export function assertNotStrictEquals<T>(actual: T, expected: T, msg?: string): void {
  if (!Object.is(actual, expected)) return;
  throw new AssertionError(`Values are strictly equal${suffix(msg)}: ${show(actual)}`);
}
