import { appendText, writeAtomically } from "@forger/core";
import type { EvaluatedValue } from "./evaluated_value.ts";
import { parseEvaluation } from "./_parse_evaluation.ts";

/** A line of a run's `evaluations.jsonl`: a value, what it was measured of, and its whole card. */
export interface StoredEvaluation extends EvaluatedValue {
  /** The step after which the generator was as it was measured. */
  readonly step: number;
  /**
   * What was measured: the generator to sample from while it was trained, the one that the run saved, the best one, or one of
   * a checkpoint.
   */
  readonly of: "training" | "model" | "best" | "checkpoint";
  /** What real rows get, where that was measured. */
  readonly real?: number;
}

/** A longer file is none of ours, and would take memory. */
const MOST_BYTES = 2 ** 28;

/** The file of a run's evaluations. */
export function evaluationsFile(run: string): string {
  return `${run}/evaluations.jsonl`;
}

/**
 * Appends values to a run's `evaluations.jsonl`, one a line.
 *
 * @param run The run's folder.
 * @throws {Error} If the file cannot be written: the message names it, the reason and the remedy.
 *
 * @example
 * ```ts
 * import { appendEvaluations, readEvaluations, type StoredEvaluation } from "@forger/trainers";
 * import { assertEquals } from "@std/assert";
 *
 * const run = await Deno.makeTempDir();
 * const evaluation: StoredEvaluation = {
 *   step: 500,
 *   of: "model",
 *   name: "frechet-distance",
 *   better: "lower",
 *   value: 8,
 *   standardDeviation: 0,
 *   repeats: [8],
 *   card: {
 *     metric: "frechet-distance",
 *     settings: {},
 *     extractor: { name: "pixels", hash: "0f" },
 *     realCount: 1000,
 *     fakeCount: 1000,
 *     resizing: "none",
 *     seeds: [1],
 *   },
 * };
 * await appendEvaluations(run, [evaluation]);
 * assertEquals(await readEvaluations(run), [evaluation]);
 * ```
 */
export async function appendEvaluations(run: string, evaluations: readonly StoredEvaluation[]): Promise<void> {
  const lines = evaluations.map((
    { step, of, name, better, value, standardDeviation, repeats, standardError, real, card },
  ) => JSON.stringify({ step, of, name, better, value, standardDeviation, repeats, standardError, real, card }));
  await keepEvaluationsBefore(run, Infinity); // else what follows a line that was cut short would be lost with it
  await appendText(evaluationsFile(run), lines.map((line) => `${line}\n`).join(""));
}

/**
 * Reads a run's `evaluations.jsonl`; a last line that was cut short is none.
 *
 * @returns The values in the order in which they were measured; none where there is no file.
 * @throws {Error} If a line holds no value: the message names it. If it is no file, or has more than 256 MiB.
 */
export async function readEvaluations(run: string): Promise<StoredEvaluation[]> {
  const file = evaluationsFile(run);
  return linesOf(await textOf(file)).map((line, index) => {
    const value = parseEvaluation(line);
    if (value) return value;
    throw new Error(
      `Cannot read ${file} as line ${index + 1} must hold a value with its card: it is damaged. Remove that line`,
    );
  });
}

/**
 * Drops what training measured from a step on, as a run that goes on measures it again; what was measured otherwise stays. A last
 * line that was cut short goes too, and zeros, as a power cut may leave them.
 */
export async function keepEvaluationsBefore(run: string, step: number): Promise<void> {
  const file = evaluationsFile(run), text = await textOf(file);
  const kept = linesOf(text).filter((line) => {
    const value = parseEvaluation(line);
    return !line.includes("\0") && !(value?.of === "training" && value.step >= step);
  }).map((line) => `${line}\n`).join("");
  if (kept !== text) await writeAtomically(file, kept);
}

/** The whole text, whose size is looked at first: what lies under a run's names may be anything. */
async function textOf(file: string): Promise<string> {
  try {
    const { isFile, size } = await Deno.stat(file);
    if (!isFile) throw new Error(`Cannot read ${file} as it must be a regular file. ${REMEDY}`);
    if (size > MOST_BYTES) {
      throw new Error(
        `Cannot read ${file} as it must have at most ${MOST_BYTES} bytes: current value is ${size}. ${REMEDY}`,
      );
    }
    return await Deno.readTextFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

const REMEDY = "Move it elsewhere, and a new one is begun";

function linesOf(text: string): string[] {
  return text.split("\n").slice(0, -1); // what follows the last line break is empty, or was cut short
}
