import type { CheckedFiles } from "./_checked_files.ts";
import { parseEvaluation } from "./_parse_evaluation.ts";
import { readLines } from "./_read_lines.ts";

const MOST_BYTES = 2 ** 28, MOST_NOTES_BYTES = 2 ** 26;

/** What each line of a file holds. */
const LINES: Readonly<Record<string, { readonly isRight: (line: string) => boolean; readonly rule: string }>> = {
  "evaluations.jsonl": { isRight: (line) => parseEvaluation(line) !== undefined, rule: "a value with its card" },
  "warnings.jsonl": { isRight: isWarning, rule: "a warning" },
};

const NOTES = "report.json";

/** Reads what was measured, what was warned of, and what only a report shows, and says how these files are. */
export async function checkRecords(files: CheckedFiles): Promise<void> {
  for (const path of Object.keys(LINES)) {
    if (files.size(path, MOST_BYTES) !== undefined) files.say(path, await linesFault(files, path));
  }
  if (files.size(NOTES, MOST_NOTES_BYTES) !== undefined) files.say(NOTES, await notesFault(`${files.folder}/${NOTES}`));
}

async function linesFault({ folder, isTraining }: CheckedFiles, path: string): Promise<string | undefined> {
  const { isRight, rule } = LINES[path]!;
  try {
    let number = 0;
    for await (const { isWhole, text } of readLines(`${folder}/${path}`)) {
      number++;
      if (!isWhole) return isTraining ? undefined : "its last line is cut off";
      if (!isRight(text)) return `line ${number} must hold ${rule}: it is damaged`;
    }
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function isWarning(line: string): boolean {
  try {
    const { step, text } = JSON.parse(line);
    return typeof text === "string" && (step === undefined || Number.isSafeInteger(step));
  } catch {
    return false;
  }
}

async function notesFault(path: string): Promise<string | undefined> {
  try {
    const { end, facts, networks } = JSON.parse(await Deno.readTextFile(path));
    const isWhole = Array.isArray(facts) && Array.isArray(networks) && Number.isSafeInteger(end?.step);
    return isWhole ? undefined : "it does not say how training ended";
  } catch (error) {
    return error instanceof SyntaxError ? "it is no JSON" : "it does not say how training ended";
  }
}
