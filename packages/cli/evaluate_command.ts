import { appendEvaluations, checkExtractorName, checkMetricNames, Evaluation } from "@forger/trainers";
import { asUsageError } from "./as_usage_error.ts";
import { type Finding, reportFindings } from "./evaluate_report.ts";
import type { EvaluateFlags } from "./evaluate_flags.ts";
import { evaluateProgress } from "./evaluate_progress.ts";
import { evaluatedData } from "./evaluated_data.ts";
import { evaluatedGenerator, type LoadedGenerator } from "./evaluated_generator.ts";
import { type EvaluatedRun, findEvaluatedRun } from "./evaluated_run.ts";
import type { Output } from "./output.ts";
import { refuseOtherData } from "./refuse_other_data.ts";
import { startWithProgress } from "./start_with_progress.ts";
import { storedFinding } from "./stored_finding.ts";

const REPEATS = 3, SEED = 1;

/**
 * Measures how good a run's generator is, prints it with its card, and writes it to the run's `evaluations.jsonl`.
 *
 * @param run A run's folder, or the name of one in `runs/`.
 * @param flags Go together, as `checkEvaluateFlags` has seen.
 * @throws {UsageError} If a metric or extractor does not fit, there are too few rows, or the runs cannot be compared.
 * @throws {Error} If a generator or data cannot be loaded, or the file not be written.
 */
export async function evaluateCommand(run: string, flags: EvaluateFlags, output: Output): Promise<void> {
  const { extractor, metric } = flags, runs: EvaluatedRun[] = [];
  for (const name of flags.against === undefined ? [run] : [run, flags.against]) {
    runs.push(await findEvaluatedRun(name, flags));
  }
  const [first, second] = runs;
  try {
    checkMetricNames("evaluate", metric);
    if (extractor !== undefined) checkExtractorName("evaluate", extractor);
    if (flags.stored) {
      const findings: Finding[] = [];
      for (const one of runs) findings.push(await storedFinding(one));
      return reportFindings({ findings, notes: [], real: new Map() }, flags, output);
    }
    if (second && flags.data === undefined) refuseOtherData(first!, second);
    const { reason } = await startWithProgress(flags);
    if (reason) output.printError(`warning: evaluation is slow without libtensorflow. ${reason}`);
    await loadAndMeasure(runs, flags, output);
  } catch (error) {
    throw asUsageError(error);
  }
}

async function loadAndMeasure(runs: readonly EvaluatedRun[], flags: EvaluateFlags, output: Output): Promise<void> {
  const loaded: LoadedGenerator[] = [];
  try {
    for (const run of runs) loaded.push(await evaluatedGenerator(run, flags.experiment));
    const { data: named, experiment } = flags, { generator, range } = loaded[0]!;
    const data = await evaluatedData(runs[0]!, { data: named, experiment, generator, range });
    const progress = evaluateProgress();
    try {
      const evaluation = await Evaluation.open(data, {
        metrics: flags.metric.length > 0 ? flags.metric : undefined,
        extractor: flags.extractor,
        samples: flags.samples,
        generators: loaded.map(({ generator }) => generator),
        onProgress: progress.show,
        onLoading: (message) => output.printError(message),
      });
      try {
        const findings = await measure(evaluation, runs, loaded, flags);
        const real = await evaluation.measureReal();
        progress.finish();
        reportFindings({ findings, notes: evaluation.notes, real }, flags, output); // first, as a disk may be full
        for (const { run, step, values } of findings) {
          const lines = values.map((value) => ({ ...value, step, of: run.of, real: real.get(value.name) }));
          await appendEvaluations(run.saved.folder, lines);
          if (!flags.json) output.print(`Written to ${run.saved.folder}/evaluations.jsonl`);
        }
      } finally {
        evaluation.dispose();
      }
    } finally {
      progress.finish();
      data.dispose();
    }
  } finally {
    for (const { generator } of loaded) generator.dispose();
  }
}

async function measure(
  evaluation: Evaluation,
  runs: readonly EvaluatedRun[],
  loaded: readonly LoadedGenerator[],
  { repeats = REPEATS, seed = SEED }: EvaluateFlags,
): Promise<Finding[]> {
  const seeds = Array.from({ length: repeats }, (_, index) => seed + index), findings: Finding[] = [];
  for (const [index, { step, generator, latent }] of loaded.entries()) {
    const run = runs[index]!, name = `the generator of ${run.folder}`;
    findings.push({ run, step, values: await evaluation.measure({ generator, latent, name }, seeds) });
  }
  return findings;
}
