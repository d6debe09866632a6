import { isThenable } from "./is_thenable.ts";

/**
 * Refuses a promise where a result must be there at once. What the promise may fail with later does not end the process.
 *
 * @param rule What must be there at once, and why.
 * @throws {TypeError} If the result is a promise.
 */
export function refusePromise(result: unknown, rule: string): void {
  if (!isThenable(result)) return;
  result.then(undefined, () => {});
  throw new TypeError(`${rule}: it is a promise`);
}
