import type { StepLog } from "@forger/trainers";

/** Steps over which a mean is taken. */
const STEPS = 50;

/** Recent values as plain data. */
export type RecentValuesState = {
  readonly values: readonly (readonly [name: string, value: number])[];
  readonly logs: readonly { readonly step: number; readonly values: Readonly<Record<string, number>> }[];
};

/** Logged values of some names: the mean over the last steps, or of older ones the last. */
export class RecentValues {
  readonly #values: Map<string, number | undefined>;
  #logs: readonly StepLog[] = [];

  constructor(names: readonly string[]) {
    this.#values = new Map(names.map((name) => [name, undefined]));
  }

  /** A copy of all that it knows. */
  get state(): RecentValuesState {
    const known = [...this.#values].filter((entry): entry is [string, number] => entry[1] !== undefined);
    const wanted = ([name]: readonly [name: string, value: number]) => this.#values.has(name);
    const logs = this.#logs.map(({ step, values }) => {
      return { step, values: Object.fromEntries(Object.entries(values).filter(wanted)) };
    });
    return { values: known, logs };
  }

  /** Goes on with what {@linkcode state} gave, as far as the names are its own. */
  restore({ logs, values }: RecentValuesState): void {
    for (const [name, value] of values) if (this.#values.has(name)) this.#values.set(name, value);
    this.#logs = logs;
  }

  /** The values by name, in the names' order; undefined where none was logged. */
  get values(): ReadonlyMap<string, number | undefined> {
    return this.#values;
  }

  /** Takes the logs of further steps. */
  add(logs: readonly StepLog[]): void {
    if (this.#values.size === 0) return;
    const first = logs[0]?.step ?? 0, last = logs.at(-1)?.step ?? 0;
    const before = this.#logs.filter(({ step }) => step < first); // others are done again
    const recent = [...before, ...logs].filter(({ step }) => step > last - STEPS);
    for (const name of this.#values.keys()) {
      const older = logs.findLast(({ values }) => name in values)?.values[name];
      const numbers = recent.flatMap(({ values }) => values[name] ?? []);
      if (numbers.length > 0) this.#values.set(name, numbers.reduce((sum, value) => sum + value, 0) / numbers.length);
      else if (older !== undefined) this.#values.set(name, older);
    }
    this.#logs = recent;
  }
}
