import { loadGenerator, type SavedGenerator } from "@forger/trainers";
import { savedExperiment, type SavedExperimentOptions } from "./saved_experiment.ts";
import { readSavedRun } from "./saved_run.ts";
import { UsageError } from "./usage_error.ts";

/** What {@linkcode savedGenerator} is told besides. */
export interface SavedGeneratorOptions extends Pick<SavedExperimentOptions, "action" | "file"> {
  /** The run's own folder, where the generator lies in another. */
  readonly run?: string;
}

/**
 * Loads the generator that a run saved, which may have layers of the user's own: the experiment's file makes these known.
 *
 * @param folder Holds `model/`.
 * @throws {UsageError} If it has a layer that nothing here knows, or the file holds another experiment.
 * @throws {Error} If a file is missing or damaged.
 */
export async function savedGenerator(
  folder: string,
  { action, file, run = folder }: SavedGeneratorOptions,
): Promise<SavedGenerator> {
  if (file !== undefined) await savedExperiment(await readSavedRun(run, action), { action, file });
  try {
    return await loadGenerator(folder);
  } catch (error) {
    const [, reason] = /^(.*: Unknown layer: \w+)/.exec(error instanceof Error ? error.message : "") ?? [];
    if (reason === undefined) throw error;
    throw new UsageError(reason, {
      help: "name the experiment's file, which must register the layer, with --experiment ./mine.ts",
      cause: error,
    });
  }
}
