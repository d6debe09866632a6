import * as tf from "@tensorflow/tfjs";
import { checkCount } from "./_check_count.ts";
import type { Latent } from "./latent.ts";

/**
 * Latents of one length in random directions: uniform on the sphere of radius sqrt(size), so that the mean square of a
 * latent's numbers is 1.
 *
 * In many dimensions nearly all normal latents lie near this sphere.
 *
 * @param size The length of one latent, for instance 512.
 * @throws {RangeError} If `size` is not a positive integer.
 * @see Progressive growing of GANs for improved quality, stability, and variation. Karras, Aila, Laine, Lehtinen, 2017,
 * https://arxiv.org/abs/1710.10196
 *
 * @example
 * ```ts
 * import { startCompute, stepRandom } from "@forger/core";
 * import { sphericalLatent } from "@forger/samplers";
 * import { assertAlmostEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const random = stepRandom(1, tf.scalar(0, "int32")).stream("latent");
 * assertAlmostEquals(sphericalLatent(64).draw(1, random).norm().dataSync()[0]!, 8, 1e-5);
 * ```
 */
export function sphericalLatent(size: number): Latent {
  checkCount("create spherical latents", "size", size);
  return {
    name: "spherical",
    size,
    draw: (count, random) =>
      tf.tidy(() => {
        const normal = random.normal([count, size]); // its direction is uniform
        return normal.mul(normal.square().mean(1, true).rsqrt());
      }),
  };
}
