import type { Latent } from "@forger/samplers";
import type { LayersModel } from "@forger/core";
import { checkpointSteps } from "@forger/trainers";
import { checkpointGenerator } from "./checkpoint_generator.ts";
import type { EvaluatedRun } from "./evaluated_run.ts";
import { readRunJson } from "./read_run_json.ts";
import { savedExperiment } from "./saved_experiment.ts";
import { savedGenerator } from "./saved_generator.ts";
import type { SavedRun } from "./saved_run.ts";
import { UsageError } from "./usage_error.ts";

/** A generator that is to be evaluated. */
export interface LoadedGenerator {
  readonly generator: LayersModel;
  readonly latent: Latent;
  /** The least and the greatest value that it makes. */
  readonly range: readonly [low: number, high: number];
  /** After how many steps it was so. */
  readonly step: number;
}

/**
 * Loads the generator that is meant.
 *
 * @param file The experiment's file, where it is one of the user's own.
 * @throws {UsageError} If the best generator's files do not belong together, or a checkpoint's experiment or a layer is not known.
 * @throws {Error} If a file is damaged.
 */
export async function evaluatedGenerator(run: EvaluatedRun, file?: string): Promise<LoadedGenerator> {
  const { checkpoint, folder, of, saved } = run, action = "evaluate";
  if (checkpoint !== undefined) {
    const loaded = await savedExperiment(saved, { action, file });
    const generator = await checkpointGenerator(loaded, saved, checkpoint);
    return { generator, latent: loaded.latent, range: rangeOf(saved), step: checkpoint };
  }
  const step = of === "best" ? await bestStep(folder) : (await checkpointSteps(folder)).at(-1) ?? saved.settings.steps!;
  const { generator, latent, range } = await savedGenerator(folder, { action, file, run: saved.folder });
  return { generator, latent, range, step };
}

function rangeOf({ config, folder }: SavedRun): readonly [low: number, high: number] {
  const { range } = (config.data ?? {}) as { readonly range?: readonly number[] };
  const [low = NaN, high = NaN] = range ?? [];
  if (low < high) return [low, high];
  throw new UsageError(`Cannot evaluate ${folder} as its config.json must say the data's range: it is damaged`);
}

/** The step of the best generator, if its weights are those that were measured. */
async function bestStep(folder: string): Promise<number> {
  const file = `${folder}/best.json`;
  let step: unknown, sha256: unknown;
  try {
    ({ step, sha256 } = await readRunJson(file) as Readonly<Record<string, unknown>>);
  } catch (error) {
    throw new UsageError(`Cannot evaluate ${folder} as ${file} must be JSON: it is damaged`, { cause: error });
  }
  const weights = await Deno.readFile(`${folder}/model/weights.bin`);
  const actual = new Uint8Array(await crypto.subtle.digest("SHA-256", weights)).toHex();
  if (Number.isSafeInteger(step) && sha256 === actual) return step as number;
  throw new UsageError(
    `Cannot evaluate ${folder} as ${file} must have the checksum of model/weights.bin: their writing was interrupted, or they are damaged`,
    { help: "resume the run, which writes them again, or evaluate a checkpoint: --checkpoint STEP" },
  );
}
