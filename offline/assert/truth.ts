import { AssertionError } from "./assertion_error.ts";
import { show } from "./show.ts";

/** A value that counts as false. */
export type Falsy = false | 0 | 0n | "" | null | undefined;

/** Asserts that the value is truthy. */
export function assert(expr: unknown, msg = ""): asserts expr {
  if (!expr) throw new AssertionError(msg);
}

/** Asserts that the value is falsy. */
export function assertFalse(expr: unknown, msg?: string): asserts expr is Falsy {
  if (expr) throw new AssertionError(msg ?? `Expected a falsy value, got ${show(expr)}`);
}

/** Asserts that the value is neither `null` nor `undefined`. */
export function assertExists<T>(actual: T, msg?: string): asserts actual is NonNullable<T> {
  if (actual === undefined || actual === null) {
    throw new AssertionError(`Expected a value, got ${actual}${msg ? `: ${msg}` : ""}`);
  }
}

/** Asserts that the value is an instance of the class. */
// deno-lint-ignore no-explicit-any
export function assertInstanceOf<T extends abstract new (...args: any[]) => any>(
  actual: unknown,
  expectedType: T,
  msg?: string,
): asserts actual is InstanceType<T> {
  if (actual instanceof expectedType) return;
  const name = actual === null || typeof actual !== "object" ? show(actual) : actual.constructor?.name ?? "Object";
  throw new AssertionError(`Expected an instance of ${expectedType.name}, got ${name}${msg ? `: ${msg}` : ""}`);
}

/** Fails, always. */
export function fail(msg?: string): never {
  throw new AssertionError(`Failed${msg ? `: ${msg}` : "."}`);
}

/** Fails, at a place that must not be reached. */
export function unreachable(msg?: string): never {
  throw new AssertionError(`Unreachable${msg ? `: ${msg}` : "."}`);
}
