import type { LayersModel } from "@forger/core";
import type { ExportOptions } from "@forger/exports";
import { type Experiment, loadGenerator } from "@forger/trainers";
import { asUsageError } from "./as_usage_error.ts";
import { checkpointGenerator } from "./checkpoint_generator.ts";
import { configureExperiment } from "./configure_experiment.ts";
import type { ExportFlags } from "./export_flags.ts";
import { findExamples } from "./find_examples.ts";
import { loadExperiment } from "./load_experiment.ts";
import { readSavedRun, type SavedRun } from "./saved_run.ts";
import { UsageError } from "./usage_error.ts";

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
  const { best, checkpoint, experiment } = flags;
  if (checkpoint === undefined) {
    if (experiment !== undefined) await experimentOf(await readSavedRun(folder, "export"), experiment); // makes its layers known
    return await savedGenerator(best ? `${folder}/best` : folder);
  }
  const saved = await readSavedRun(folder, "export"), described = describedRun(saved);
  const generator = await checkpointGenerator(await experimentOf(saved, experiment), saved, checkpoint);
  return { generator, ...described };
}

/** A saved generator; where it has layers that nothing here knows, the error says how they become known. */
async function savedGenerator(folder: string): Promise<ExportSource> {
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

/** The run's experiment as it was configured; a file that the run itself names may come from a stranger, and is not run. */
async function experimentOf({ folder, name, options }: SavedRun, file: string | undefined): Promise<Experiment> {
  const path = file ?? (await findExamples()).get(name);
  if (path === undefined) {
    throw new UsageError(
      `Cannot export a checkpoint of ${folder} as its experiment must be known: its config.json names ${name}, which is none of examples/`,
      { help: "name the experiment's file with --experiment ./mine.ts" },
    );
  }
  const experiment = await loadExperiment(path);
  if (experiment.name !== name) {
    throw new UsageError(
      `Cannot export ${folder} as its experiment must be ${name}: that of ${path} is ${experiment.name}`,
    );
  }
  const given = Object.entries(options).filter(([, value]) => value !== "")
    .map(([option, value]) => [option, String(value)] as const);
  return configureExperiment(experiment, new Map(given), []);
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
