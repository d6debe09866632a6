import { readEvaluations, type StoredEvaluation } from "@forger/trainers";
import type { Finding } from "./evaluate_report.ts";
import type { EvaluatedRun } from "./evaluated_run.ts";
import { UsageError } from "./usage_error.ts";

/**
 * What a run's `evaluations.jsonl` says last of the generator that is meant.
 *
 * @throws {UsageError} If it says nothing of it.
 * @throws {Error} If it is damaged.
 */
export async function storedFinding(run: EvaluatedRun): Promise<Finding> {
  const { checkpoint, of, saved: { folder } } = run, latest = new Map<string, StoredEvaluation>();
  for (const value of await readEvaluations(folder)) {
    if (value.of !== of || (checkpoint !== undefined && value.step !== checkpoint)) continue;
    latest.delete(value.name); // the order is that of the last evaluation
    latest.set(value.name, value);
  }
  const values = [...latest.values()], last = values.at(-1);
  if (last) return { run, step: last.step, values: values.filter(({ step }) => step === last.step) };
  throw new UsageError(
    `Cannot compare ${folder} as its evaluations.jsonl must hold values of ${
      of === "checkpoint" ? `checkpoint ${checkpoint}` : `its ${of === "model" ? "saved" : "best"} generator`
    }: it holds none`,
    { help: "leave out --stored, and it is measured" },
  );
}
