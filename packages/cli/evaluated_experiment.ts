import type { Experiment } from "@forger/trainers";
import { configureExperiment } from "./configure_experiment.ts";
import { findExamples } from "./find_examples.ts";
import { loadExperiment } from "./load_experiment.ts";
import type { SavedRun } from "./saved_run.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Loads the experiment that a run was begun with, with its options.
 *
 * @param file The experiment's file, where it is none of `examples/`: a run may come from a stranger, so that no file which it
 * names itself is run.
 * @throws {UsageError} If it cannot be found, loaded or configured so.
 */
export async function evaluatedExperiment({ folder, name, options }: SavedRun, file?: string): Promise<Experiment> {
  const path = file ?? (await findExamples()).get(name);
  if (path === undefined) {
    throw new UsageError(
      `Cannot evaluate ${folder} as its experiment must be known: its config.json names ${name}, which is none of examples/`,
      {
        help: "name the experiment's file with --experiment ./mine.ts, or images to compare with by --data FOLDER",
      },
    );
  }
  const given = Object.entries(options).filter(([, value]) => value !== "")
    .map(([option, value]) => [option, String(value)] as const);
  return configureExperiment(await loadExperiment(path), new Map(given), []);
}
