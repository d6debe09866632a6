import * as tf from "@tensorflow/tfjs";
import { centralProbability } from "./_central_probability.ts";
import { checkCount } from "./_check_count.ts";
import { inverseErrorFunction } from "./_inverse_error_function.ts";
import type { Latent } from "./latent.ts";

/** Options of {@linkcode truncatedNormalLatent}. */
export interface TruncatedNormalLatentOptions {
  /** No number is farther from 0: 2 for a truncation that is hardly seen, 1.5 for more typical images. @default {2} */
  readonly limit?: number;
}

/**
 * Latents of independent standard normal numbers, of which those beyond a limit are drawn again: BigGAN's truncation trick.
 *
 * A generator that learned from normal latents makes typical images of truncated ones: the lower the limit, the better
 * and the less varied. The numbers are drawn by the inverse of their distribution function, which gives the same
 * distribution as drawing again and needs one uniform number each.
 *
 * @param size The length of one latent, for instance 64.
 * @throws {RangeError} If `size` is not a positive integer, or `limit` is not a positive number.
 * @see Large scale GAN training for high fidelity natural image synthesis. Brock, Donahue, Simonyan, 2018,
 * https://arxiv.org/abs/1809.11096
 *
 * @example
 * ```ts
 * import { startCompute, stepRandom } from "@forger/core";
 * import { truncatedNormalLatent } from "@forger/samplers";
 * import { assert } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const random = stepRandom(1, tf.scalar(0, "int32")).stream("latent");
 * const numbers = truncatedNormalLatent(64, { limit: 0.5 }).draw(16, random).dataSync();
 * assert(numbers.every((number) => Math.abs(number) <= 0.5));
 * ```
 */
export function truncatedNormalLatent(size: number, options: TruncatedNormalLatentOptions = {}): Latent {
  const { limit = 2 } = options;
  checkCount("create truncated normal latents", "size", size);
  if (!(limit > 0 && Number.isFinite(limit))) {
    throw new RangeError(
      `Cannot create truncated normal latents as limit must be a positive number: current value is ${limit}`,
    );
  }
  const reach = centralProbability(limit);
  return {
    name: "truncated-normal",
    size,
    options: { limit },
    draw: (count, random) =>
      tf.tidy(() =>
        inverseErrorFunction(random.uniform([count, size], -reach, reach)).mul(Math.SQRT2).clipByValue(-limit, limit)
      ),
  };
}
