/** After which step something was shown last, and whether it is due again. */
export class Cadence {
  /** The step after which it was shown last. */
  shownAt = 0;
  readonly #every: number;

  /** @param every Steps between two times; 0 for never. */
  constructor(every: number) {
    this.#every = every;
  }

  /** Whether it is ever shown. */
  get isWanted(): boolean {
    return this.#every > 0;
  }

  /**
   * Whether it is due after steps `first` to `last`.
   *
   * It is, too, where it has been shown of a step that was done again since: TensorBoard's fast loader drops that only when one
   * of an earlier step comes.
   */
  isDue(first: number, last: number): boolean {
    if (!this.isWanted) return false;
    return this.shownAt >= first || Math.floor(last / this.#every) > Math.floor(this.shownAt / this.#every);
  }
}
