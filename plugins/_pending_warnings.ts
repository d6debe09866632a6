/** Warnings of one step. */
interface Warned {
  readonly step: number;
  readonly texts: string[];
}

/** Warnings of a run that wait to be written. */
export class PendingWarnings {
  /** Those that wait, and the last ones before, as others of the same step may follow. */
  #warned: Warned[] = [];
  #written = 0;

  /** Notes one that was raised after so many steps. */
  add(step: number, warning: string): void {
    const last = this.#warned.at(-1);
    if (last?.step !== step) {
      this.#warned.push({ step, texts: [warning] });
      return;
    }
    last.texts.push(warning);
    this.#written = Math.min(this.#written, this.#warned.length - 1);
  }

  /** Takes out the new ones as lists in Markdown; those of one step are one text, as only the last text of a step is shown. */
  take(): { readonly step: number; readonly text: string }[] {
    const taken = this.#warned.slice(this.#written).map(({ step, texts }) => ({
      step,
      text: texts.map((text) => `- ${text}`).join("\n"),
    }));
    this.#warned = this.#warned.slice(-1);
    this.#written = this.#warned.length;
    return taken;
  }
}
