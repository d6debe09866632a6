import type { LayersModel } from "@forger/core";
import { type Latent, truncatedNormalLatent } from "@forger/samplers";
import type { SavedGenerator } from "@forger/trainers";
import { type SampleClass, sampleClasses } from "./sample_classes.ts";
import type { SampleFlags } from "./sample_flags.ts";
import { UsageError } from "./usage_error.ts";

/** What images are generated from. */
export interface SampleSource {
  readonly generator: LayersModel;
  readonly latent: Latent;
  readonly seed: number;
  /** The values that become black and white. */
  readonly range: readonly [low: number, high: number];
  /** The classes that are wanted, where there are classes. */
  readonly classes?: readonly SampleClass[];
  /** Of what the generator makes, without the batch. */
  readonly shape: readonly number[];
  /** Ends the generating. */
  readonly signal?: AbortSignal;
}

/**
 * What the flags ask of a saved generator.
 *
 * @throws {UsageError} If its latents cannot be truncated, it has no such class, or it makes no images and pictures are
 * asked for.
 */
export function sampleSource(saved: SavedGenerator, flags: SampleFlags): SampleSource {
  const { generator, range } = saved, { format, seed = 42, truncation } = flags;
  const shape = generator.outputs[0]!.shape.slice(1) as number[], channels = shape[2];
  if (format !== "npy" && !(shape.length === 3 && (channels === 1 || channels === 3))) {
    throw new UsageError(
      `Cannot draw what the generator makes as it must be images of 1 or 3 channels: expected [height, width, channels], received [${shape}]`,
      { help: "--format npy writes its numbers, without --grid and --walk" },
    );
  }
  const classes = sampleClasses(flags.class, saved.classes);
  return { generator, latent: truncated(saved.latent, truncation), seed, range, shape, ...classes && { classes } };
}

function truncated(latent: Latent, limit: number | undefined): Latent {
  if (limit === undefined) return latent;
  if (latent.name === "normal" || latent.name === "truncated-normal") {
    return truncatedNormalLatent(latent.size, { limit });
  }
  throw new UsageError(
    `Cannot use --truncation as the generator must have learned from normal latents, whose middle is the most typical: its latents are ${latent.name}`,
    { help: "leave out --truncation" },
  );
}
