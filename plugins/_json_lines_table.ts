import { appendText } from "@forger/core";
import type { StepLog } from "@forger/trainers";
import { keepRowsBefore } from "./_keep_rows_before.ts";

/** A file of JSON objects, one a line. */
export class JsonLinesTable {
  readonly #file: string;
  readonly #keys = new Map<string, string>();

  constructor(file: string) {
    this.#file = file;
  }

  /** Drops what the file holds from a step on, and gives the step of the last row before, or 0. */
  async keepBefore(step: number): Promise<number> {
    return (await keepRowsBefore(this.#file, step)).last;
  }

  async append(logs: readonly StepLog[]): Promise<void> {
    let text = "";
    for (const { step, values } of logs) {
      text += `{"step":${step}`;
      for (const name in values) {
        const value = values[name]!;
        text += this.#key(name) + (Number.isFinite(value) ? value : `"${value}"`);
      }
      text += "}\n";
    }
    await appendText(this.#file, text);
  }

  #key(name: string): string {
    let key = this.#keys.get(name);
    if (key === undefined) this.#keys.set(name, key = `,${JSON.stringify(name)}:`);
    return key;
  }
}
