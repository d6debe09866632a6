import { appendText, writeAtomically } from "@forger/core";
import type { StepLog } from "@forger/trainers";
import { keepRowsBefore } from "./_keep_rows_before.ts";

/** A file of comma-separated values: a header, then a row a step. */
export class CsvTable {
  readonly #file: string;
  #columns: Set<string> = new Set();

  constructor(file: string) {
    this.#file = file;
  }

  /** Drops what the file holds from a step on, and gives the step of the last row before, or 0. */
  async keepBefore(step: number): Promise<number> {
    const { last, text } = await keepRowsBefore(this.#file, step);
    this.#columns = parseHeader(text);
    return last;
  }

  async append(logs: readonly StepLog[]): Promise<void> {
    const columns = this.#columns, before = columns.size;
    for (const { values } of logs) for (const name in values) columns.add(name);
    if (columns.size > before) await this.#addColumns(columns, columns.size - before);
    let text = "";
    for (const { step, values } of logs) {
      text += step;
      for (const name of columns) text += `,${values[name] ?? ""}`;
      text += "\n";
    }
    await appendText(this.#file, text);
  }

  /** Writes the file anew where a name comes up that the header has not; the rows so far have no such value. */
  async #addColumns(columns: Iterable<string>, count: number): Promise<void> {
    const header = ["step", ...columns].map(field).join();
    const rows = (await keepRowsBefore(this.#file, Infinity)).text.split("\n").slice(1, -1);
    const emptyFields = ",".repeat(count);
    await writeAtomically(this.#file, [header, ...rows.map((row) => row + emptyFields), ""].join("\n"));
  }
}

function field(name: string): string {
  return /[",\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}

function parseHeader(text: string): Set<string> {
  const header = text.split("\n")[0]!;
  const fields = [...header.matchAll(/"((?:[^"]|"")*)"|[^,]+/g)].map(([plain, quoted]) =>
    quoted?.replaceAll('""', '"') ?? plain
  );
  return new Set(fields.slice(1)); // the first is the step
}
