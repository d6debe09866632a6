import type { StepLog } from "@forger/trainers";

/** How much a step moves the smoothed value, once 50 steps are known. */
const SHARE = 0.02;

/** Steps older than this do not count any more: 0.98^400 is 0.03 %. */
const MEMORY = 400;

/** Smoothed losses as plain data. */
export type SmoothedLossesState = {
  /** How many steps they are of. */
  readonly count: number;
  readonly values: readonly (readonly [name: string, value: number])[];
};

/** The players' losses, each smoothed over about the last 50 steps; their terms are left out. */
export class SmoothedLosses {
  readonly #values = new Map<string, number>();
  #count = 0;

  /** Goes on with what {@linkcode state} gave. */
  static from({ count, values }: SmoothedLossesState): SmoothedLosses {
    const losses = new SmoothedLosses();
    losses.#count = count;
    for (const [name, value] of values) losses.#values.set(name, value);
    return losses;
  }

  /** A copy of all that it knows. */
  get state(): SmoothedLossesState {
    return { count: this.#count, values: [...this.#values] };
  }

  /** The smoothed losses by name. */
  get values(): ReadonlyMap<string, number> {
    return this.#values;
  }

  /** Takes the logs of further steps. */
  add(logs: readonly StepLog[]): void {
    for (const { values } of logs.slice(-MEMORY)) {
      const share = Math.max(SHARE, 1 / ++this.#count);
      for (const [name, value] of Object.entries(values)) {
        if (name.includes("/")) continue;
        const before = this.#values.get(name) ?? value;
        // an infinity is forgotten as soon as there are numbers again
        this.#values.set(name, Number.isFinite(before) ? before + share * (value - before) : value);
      }
    }
  }
}
