import { writeAtomically } from "@forger/core";

/** What a table holds. */
export interface KeptRows {
  /** The file's text, with its header where there is one; empty where there is no file. */
  readonly text: string;
  /** The step of the last row; 0 where there is none. */
  readonly last: number;
}

/** The step that a row of either format begins with. */
const STEP = /^(?:\{"step":)?(\d+)/;

/**
 * Keeps those rows of a table whose step is before `step`, as a continued run does the others again; a row that was
 * cut short goes too, and what follows zeros, as a power cut may leave them in the place of rows.
 */
export async function keepRowsBefore(file: string, step: number): Promise<KeptRows> {
  const text = await Deno.readTextFile(file).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  });
  const lines = text.split("\n").slice(0, -1); // what follows the last line break is empty, or was cut short
  const end = lines.findIndex((line) => line.includes("\0") || (stepOf(line) ?? -1) >= step);
  const rows = end < 0 ? lines : lines.slice(0, end), kept = rows.map((line) => `${line}\n`).join("");
  if (kept !== text) await writeAtomically(file, kept);
  return { text: kept, last: stepOf(rows.at(-1) ?? "") ?? 0 };
}

/** The step of a row; undefined for the header. */
function stepOf(line: string): number | undefined {
  const [, step] = STEP.exec(line) ?? [];
  return step === undefined ? undefined : Number(step);
}
