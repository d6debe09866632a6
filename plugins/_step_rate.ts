/** Steps a second over the last ten seconds, so that neither the compilation nor a slow minute long ago counts. */
export class StepRate {
  #marks: { readonly step: number; readonly elapsed: number }[] = [];

  /** Notes how many steps are done after so many milliseconds; where a run went back, it is measured from there on. */
  add({ step, elapsed }: { readonly step: number; readonly elapsed: number }): void {
    if (step < (this.#marks.at(-1)?.step ?? 0)) this.#marks = [];
    this.#marks.push({ step, elapsed });
    while (this.#marks.length > 2 && elapsed - this.#marks[1]!.elapsed >= WINDOW_MILLISECONDS) this.#marks.shift();
  }

  /** Unknown until two marks are there. */
  get perSecond(): number | undefined {
    const first = this.#marks[0], last = this.#marks.at(-1);
    if (!first || !last || last.elapsed <= first.elapsed) return undefined;
    return 1000 * (last.step - first.step) / (last.elapsed - first.elapsed);
  }
}

const WINDOW_MILLISECONDS = 10_000;
