import type { Experiment } from "@forger/trainers";
import { configureExperiment } from "./configure_experiment.ts";
import { findExamples } from "./find_examples.ts";
import { loadExperiment } from "./load_experiment.ts";
import type { SavedRun } from "./saved_run.ts";
import { UsageError } from "./usage_error.ts";

/** What {@linkcode savedExperiment} is told besides. */
export interface SavedExperimentOptions {
  /** What cannot be done without it. */
  readonly action: string;
  /** The experiment's file, where it is none of `examples/`. */
  readonly file?: string;
  /** What helps besides naming the file. */
  readonly otherwise?: string;
}

/**
 * Loads the experiment that a run was begun with, with its options.
 *
 * A run may come from a stranger, so that no file which it names itself is run.
 *
 * @throws {UsageError} If it cannot be found, loaded or configured so, or the file holds another.
 */
export async function savedExperiment(
  { folder, name, options }: SavedRun,
  { action, file, otherwise = "" }: SavedExperimentOptions,
): Promise<Experiment> {
  const path = file ?? (await findExamples()).get(name);
  if (path === undefined) {
    throw new UsageError(
      `Cannot ${action} ${folder} as its experiment must be known: its config.json names ${name}, which is none of examples/`,
      { help: `name the experiment's file with --experiment ./mine.ts${otherwise}` },
    );
  }
  const experiment = await loadExperiment(path);
  if (experiment.name !== name) {
    throw new UsageError(
      `Cannot ${action} ${folder} as its experiment must be ${name}: that of ${path} is ${experiment.name}`,
    );
  }
  const given = Object.entries(options).filter(([, value]) => value !== "")
    .map(([option, value]) => [option, String(value)] as const);
  return configureExperiment(experiment, new Map(given), []);
}
