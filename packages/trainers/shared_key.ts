/** The key of a value that plugins share: who imports it knows the value's type. */
export interface SharedKey<Value> {
  /** What the value is, for people. */
  readonly name: string;
  /** Never there: it ties the key to its value's type for the compiler. */
  readonly example?: Value;
}

/**
 * Makes the key of a value that plugins share; keys are told apart by identity, not by name.
 *
 * @param name What the value is, for people.
 *
 * @example
 * ```ts
 * import { sharedKey } from "@forger/trainers";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(sharedKey<number>("noise level").name, "noise level");
 * ```
 */
export function sharedKey<Value>(name: string): SharedKey<Value> {
  return { name };
}
