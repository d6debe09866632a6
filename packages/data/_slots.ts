/** Lets so many tasks run at once; what is waited for goes before what is done ahead. */
export class Slots {
  #free: number;
  readonly #urgent: (() => void)[] = [];
  readonly #ahead: (() => void)[] = [];

  /** @param count How many tasks may run at once. */
  constructor(count: number) {
    this.#free = count;
  }

  /** Runs a task when its turn comes. */
  async run<Result>(task: () => Promise<Result>, { urgent }: { readonly urgent: boolean }): Promise<Result> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((begin) => (urgent ? this.#urgent : this.#ahead).push(begin));
    try {
      return await task();
    } finally {
      const next = this.#urgent.shift() ?? this.#ahead.shift();
      if (next) next(); // the slot goes on to it
      else this.#free++;
    }
  }
}
