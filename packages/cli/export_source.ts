import type { LayersModel } from "@forger/core";
import type { ExportOptions } from "@forger/exports";
import { asUsageError } from "./as_usage_error.ts";
import { checkpointGenerator } from "./checkpoint_generator.ts";
import type { ExportFlags } from "./export_flags.ts";
import { savedExperiment } from "./saved_experiment.ts";
import { savedGenerator } from "./saved_generator.ts";
import { readSavedRun, type SavedRun } from "./saved_run.ts";

/** A generator that is to be exported, with what programs must know of it. */
export interface ExportSource extends ExportOptions {
  readonly generator: LayersModel;
}

/**
 * Loads the generator that is meant.
 *
 * @param folder As `exportFolder` found it.
 * @throws {UsageError} If a checkpoint's experiment is not known, or another than it was.
 * @throws {Error} If a file is damaged.
 */
export async function loadExportSource(folder: string, flags: ExportFlags): Promise<ExportSource> {
  const { best, checkpoint, experiment: file } = flags, action = "export";
  if (checkpoint === undefined) {
    return await savedGenerator(best ? `${folder}/best` : folder, { action, file, run: folder });
  }
  const saved = await readSavedRun(folder, action), described = describedRun(saved);
  const generator = await checkpointGenerator(await savedExperiment(saved, { action, file }), saved, checkpoint);
  return { generator, ...described };
}

/** What nobody has checked of a run's settings. */
interface DescribedRun extends Pick<ExportOptions, "classes" | "latent"> {
  readonly data: Pick<ExportOptions, "range">;
}

/** What a run's settings say of latents, range and classes. */
function describedRun({ config, folder }: SavedRun): ExportOptions {
  try {
    const { classes, data, latent } = config as unknown as DescribedRun;
    return { latent, range: [data.range[0], data.range[1]], ...classes && { classes } };
  } catch (error) {
    throw asUsageError(
      new TypeError(`Cannot export ${folder} as its config.json must say latents and range: it is damaged`, {
        cause: error,
      }),
    );
  }
}
