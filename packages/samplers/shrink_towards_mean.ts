import type { Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";

/** Options of {@linkcode shrinkTowardsMean}. */
export interface ShrinkOptions {
  /** The mean of the latents' distribution, one number for all or `[latent]`. @default {0} */
  readonly mean?: number | Tensor;
}

/**
 * Moves latents towards their mean, as StyleGAN's truncation trick does: `mean + psi * (latents - mean)`.
 *
 * Images become more typical and less varied as `psi` falls. StyleGAN does so with the outputs of its mapping network;
 * for a generator that takes normal latents as they are, BigGAN's way is usual: see {@linkcode truncatedNormalLatent}.
 *
 * @param latents float32 `[count, latent]`; stay the caller's.
 * @param psi How far from the mean, as a share: 0 gives the mean itself, 1 changes nothing, -1 gives opposites.
 * @returns `[count, latent]`; the caller disposes it.
 * @throws {RangeError} If `psi` is not a finite number.
 * @throws {TypeError} If `mean` has another length than the latents.
 * @see A style-based generator architecture for generative adversarial networks. Karras, Laine, Aila, 2018,
 * https://arxiv.org/abs/1812.04948
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { shrinkTowardsMean } from "@forger/samplers";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * assertEquals([...shrinkTowardsMean(tf.tensor2d([[4, -2]]), 0.5).dataSync()], [2, -1]);
 * ```
 */
export function shrinkTowardsMean(latents: Tensor, psi: number, options: ShrinkOptions = {}): Tensor {
  const { mean = 0 } = options;
  if (!Number.isFinite(psi)) {
    throw new RangeError(`Cannot shrink latents as psi must be a finite number: current value is ${psi}`);
  }
  const length = latents.shape[1];
  if (typeof mean !== "number" && (mean.rank !== 1 || mean.size !== length)) {
    throw new TypeError(
      `Cannot shrink latents as mean must have their length: expected [${length}], received [${mean.shape}]`,
    );
  }
  return tf.tidy(() => latents.sub(mean).mul(psi).add(mean));
}
