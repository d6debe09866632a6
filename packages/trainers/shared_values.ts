import type { SharedKey } from "./shared_key.ts";

/**
 * What plugins tell each other, by typed keys: one sets a value, those that run after it may read it.
 *
 * @example
 * ```ts
 * import { sharedKey, SharedValues } from "@forger/trainers";
 * import { assertEquals } from "@std/assert";
 *
 * const NOISE_LEVEL = sharedKey<number>("noise level");
 * const shared = new SharedValues();
 * assertEquals(shared.get(NOISE_LEVEL), undefined);
 * shared.set(NOISE_LEVEL, 0.1);
 * assertEquals(shared.get(NOISE_LEVEL), 0.1);
 * ```
 */
export class SharedValues {
  readonly #values = new Map<SharedKey<unknown>, unknown>();
  readonly #hold: <Value>(value: Value) => Value;

  /**
   * Begins with no values.
   *
   * @param hold Sees to it that what is set outlives the scope in which it was made. @default {nothing to see to}
   */
  constructor(hold: <Value>(value: Value) => Value = (value) => value) {
    this.#hold = hold;
  }

  /** What was set, or undefined where nothing was. */
  get<Value>(key: SharedKey<Value>): Value | undefined {
    return this.#values.get(key) as Value | undefined;
  }

  /** Sets a value, in the place of an earlier one. */
  set<Value>(key: SharedKey<Value>, value: Value): void {
    this.#values.set(key, this.#hold(value));
  }
}
