import { checkCount } from "./_check_count.ts";
import type { Latent } from "./latent.ts";

/** Options of {@linkcode uniformLatent}. */
export interface UniformLatentOptions {
  /** The lower end of the interval. @default {-1} */
  readonly low?: number;
  /** The upper end of the interval. @default {1} */
  readonly high?: number;
}

/**
 * Latents of independent numbers, uniform between `low` and `high`.
 *
 * @param size The length of one latent, for instance 64.
 * @throws {RangeError} If `size` is not a positive integer, or `low` is not below `high`.
 *
 * @example
 * ```ts
 * import { startCompute, stepRandom } from "@forger/core";
 * import { uniformLatent } from "@forger/samplers";
 * import { assert } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const random = stepRandom(1, tf.scalar(0, "int32")).stream("latent");
 * const numbers = uniformLatent(2, { low: 0 }).draw(100, random).dataSync();
 * assert(numbers.every((number) => number > 0 && number < 1));
 * ```
 */
export function uniformLatent(size: number, options: UniformLatentOptions = {}): Latent {
  const { low = -1, high = 1 } = options;
  checkCount("create uniform latents", "size", size);
  if (!(low < high && Number.isFinite(high - low))) {
    throw new RangeError(
      `Cannot create uniform latents as low must be below high: current values are ${low} and ${high}`,
    );
  }
  return {
    name: "uniform",
    size,
    options: { low, high },
    draw: (count, random) => random.uniform([count, size], low, high),
  };
}
