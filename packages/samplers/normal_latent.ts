import { checkCount } from "./_check_count.ts";
import type { Latent } from "./latent.ts";

/**
 * Latents of independent standard normal numbers: mean 0, standard deviation 1.
 *
 * @param size The length of one latent, for instance 64.
 * @throws {RangeError} If `size` is not a positive integer.
 *
 * @example
 * ```ts
 * import { startCompute, stepRandom } from "@forger/core";
 * import { normalLatent } from "@forger/samplers";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const random = stepRandom(1, tf.scalar(0, "int32")).stream("latent");
 * assertEquals(normalLatent(64).draw(16, random).shape, [16, 64]);
 * ```
 */
export function normalLatent(size: number): Latent {
  checkCount("create normal latents", "size", size);
  return { name: "normal", size, draw: (count, random) => random.normal([count, size]) };
}
