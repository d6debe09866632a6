/**
 * When hooks run that do not run in every step: a step's kind says which of them are due, and each kind of step is
 * compiled by itself, so that hooks cost nothing where they are not due.
 */
export class LazyHooks {
  readonly #cadences: readonly number[];

  /** @param cadences After how many steps each hook runs. */
  constructor(cadences: readonly number[]) {
    this.#cadences = [...new Set(cadences)].filter((every) => every > 1).toSorted((first, second) => first - second);
  }

  /** The kind of the step that follows so many steps: the cadences that are due, for instance `"4,16"`. */
  kindAfter(step: number): string {
    return this.#cadences.filter((every) => step % every === 0).join();
  }

  /** How many steps of the same kind follow so many steps. */
  stepsOfKind(step: number): number {
    return Math.min(...this.#cadences.map((every) => step % every === 0 ? 1 : every - step % every), Infinity);
  }
}
