import { AssertionError } from "./assertion_error.ts";
import { describeDifference } from "./describe_difference.ts";
import { equal } from "./equal.ts";
import { show } from "./show.ts";

/** Asserts that a list contains every element of another, in any order. */
export function assertArrayIncludes<T>(actual: ArrayLike<T>, expected: ArrayLike<T>, msg?: string): void {
  const present = Array.from(actual);
  const missing = Array.from(expected).filter((value) => !present.some((candidate) => equal(candidate, value)));
  if (missing.length === 0) return;
  throw new AssertionError(`Expected ${show(actual)} to include ${show(missing)}${msg ? `: ${msg}` : ""}`);
}

const isPlain = (value: unknown): value is Record<PropertyKey, unknown> =>
  typeof value === "object" && value !== null &&
  [Object.prototype, null].includes(Object.getPrototypeOf(value));

/** `actual` less the properties that `expected` does not name, so that the rest can be compared as a whole. */
function project(actual: unknown, expected: unknown): unknown {
  if (Array.isArray(actual) && Array.isArray(expected)) {
    return actual.map((value, index) => project(value, expected[index]));
  }
  if (typeof actual !== "object" || actual === null || !isPlain(expected)) return actual;
  const kept: Record<PropertyKey, unknown> = {};
  for (const key of Reflect.ownKeys(expected)) {
    if (key in actual) kept[key] = project(Reflect.get(actual, key), expected[key]);
  }
  return kept;
}

/** Asserts that an object has the properties of another; it may have more. */
export function assertObjectMatch(
  // deno-lint-ignore no-explicit-any
  actual: Record<PropertyKey, any>,
  expected: Record<PropertyKey, unknown>,
  msg?: string,
): void {
  const kept = project(actual, expected);
  if (equal(kept, expected)) return;
  throw new AssertionError(`Object does not match${msg ? `: ${msg}` : ""}${describeDifference(kept, expected)}`);
}
