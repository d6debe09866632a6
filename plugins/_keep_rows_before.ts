import { writeAtomically } from "@forger/core";

/** The step that a row of either format begins with. */
const STEP = /^(?:\{"step":)?(\d+)/;

/**
 * Keeps those rows of a table whose step is before `step`, as a continued run does the others again; a row that was
 * cut short goes too.
 *
 * @returns The text that the file holds now; empty where there was no file.
 */
export async function keepRowsBefore(file: string, step: number): Promise<string> {
  const text = await Deno.readTextFile(file).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  });
  const lines = text.split("\n").slice(0, -1); // what follows the last line break is empty, or was cut short
  const end = lines.findIndex((line) => Number(STEP.exec(line)?.[1] ?? -1) >= step);
  const kept = (end < 0 ? lines : lines.slice(0, end)).map((line) => `${line}\n`).join("");
  if (kept !== text) await writeAtomically(file, kept);
  return kept;
}
