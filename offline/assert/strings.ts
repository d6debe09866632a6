import { AssertionError } from "./assertion_error.ts";

function check(holds: boolean, actual: string, relation: string, expected: string | RegExp, msg?: string): void {
  if (holds) return;
  throw new AssertionError(
    `Expected ${JSON.stringify(actual)} ${relation} ${String(expected)}${msg ? `: ${msg}` : ""}`,
  );
}

/** Asserts that a text contains another. */
export function assertStringIncludes(actual: string, expected: string, msg?: string): void {
  check(actual.includes(expected), actual, "to contain", JSON.stringify(expected), msg);
}

/** Asserts that a text matches a regular expression. */
export function assertMatch(actual: string, expected: RegExp, msg?: string): void {
  check(expected.test(actual), actual, "to match", expected, msg);
}

/** Asserts that a text does not match a regular expression. */
export function assertNotMatch(actual: string, expected: RegExp, msg?: string): void {
  check(!expected.test(actual), actual, "not to match", expected, msg);
}
