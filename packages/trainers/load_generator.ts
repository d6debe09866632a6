import type { LayersModel } from "@forger/core";
import { loadNetwork } from "@forger/layers";
import { type Latent, normalLatent, sphericalLatent, truncatedNormalLatent, uniformLatent } from "@forger/samplers";

/** A generator that a run saved, with what is needed to sample from it. */
export interface SavedGenerator {
  /** Takes latents, and labels where it is conditional; for `generate`. */
  readonly generator: LayersModel;
  /** Where its latents were drawn from. */
  readonly latent: Latent;
  /** The least and the greatest value of its images. */
  readonly range: readonly [low: number, high: number];
  /** What its labels stand for, where it is conditional. */
  readonly classes?: readonly string[];
}

const LATENTS: Readonly<Record<string, (size: number, options?: Readonly<Record<string, number>>) => Latent>> = {
  "normal": (size) => normalLatent(size),
  "spherical": (size) => sphericalLatent(size),
  "truncated-normal": truncatedNormalLatent,
  "uniform": uniformLatent,
};

/**
 * Loads the generator that a run saved by the plugin `saveGenerator`.
 *
 * @param folder The run's folder.
 * @throws {Error} If it holds no generator, or one without what is needed to sample from it: the message names the remedy.
 *
 * @example
 * ```ts
 * import { loadGenerator } from "@forger/trainers";
 * import { assertRejects } from "@std/assert";
 *
 * await assertRejects(() => loadGenerator("runs/none"), Error, "Cannot load the generator of runs/none");
 * ```
 */
export async function loadGenerator(folder: string): Promise<SavedGenerator> {
  const refuse = (rule: string, reason: string, cause?: unknown): never => {
    throw new Error(`Cannot load the generator of ${folder} as ${rule}: ${reason}`, { cause });
  };
  await Deno.stat(folder).catch((error) => refuse("it must be a run's folder", reasonOf(error), error));
  const path = `${folder}/model`;
  await Deno.stat(`${path}/model.json`).catch((error) =>
    refuse(
      `the run must have saved one, which the plugin save-generator does when training ends`,
      `${path}/model.json: ${reasonOf(error)}`,
      error,
    )
  );
  const { network: generator, metadata } = await loadNetwork(path);
  try {
    if (!isMetadata(metadata)) {
      return refuse(
        `${path}/model.json must say latents and range`,
        "it was not written by the plugin save-generator, or is damaged",
      );
    }
    const { latent, range, classes } = metadata;
    if (!Object.hasOwn(LATENTS, latent.name)) {
      return refuse(
        `its latents must be one of ${Object.keys(LATENTS).join(", ")}`,
        `they are ${latent.name}; sample from it in a program of your own, with generate()`,
      );
    }
    const said = [latent.size, ...classes ? [classes.length] : []];
    const taken = generator.inputs.map(({ shape }) => shape[1]);
    if (said.join() !== taken.join()) {
      return refuse(
        `${path}/model.json must say of latents and classes how many the network takes`,
        `expected ${taken.join(" and ")}, received ${said.join(" and ")}`,
      );
    }
    return { generator, latent: LATENTS[latent.name]!(latent.size, latent.options), range, ...classes && { classes } };
  } catch (error) {
    generator.dispose();
    throw error;
  }
}

function reasonOf(error: Error): string {
  return error instanceof Deno.errors.NotFound ? "there is nothing of that name" : error.message;
}

/** What the plugin writes beside the network. */
interface SavedMetadata {
  readonly latent: {
    readonly name: string;
    readonly size: number;
    readonly options?: Readonly<Record<string, number>>;
  };
  readonly range: readonly [number, number];
  readonly classes?: readonly string[];
}

function isMetadata(metadata: unknown): metadata is SavedMetadata {
  const { latent, range, classes = [] } = (metadata ?? {}) as Partial<SavedMetadata>;
  const options = Object.values(latent?.options ?? {});
  return typeof latent?.name === "string" && Number.isInteger(latent.size) && options.every(Number.isFinite) &&
    Array.isArray(range) && range.length === 2 && range.every(Number.isFinite) && range[0] < range[1] &&
    Array.isArray(classes) && classes.every((name) => typeof name === "string");
}
