import { stepRandom, type Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { checkCount } from "./_check_count.ts";
import type { Latent } from "./latent.ts";

/** Apart from the streams of training, so that looking at samples leaves a run as it is. */
const STREAM = "fixed-latents";

/**
 * Draws latents that are the same every time, so that pictures of different steps show the same samples.
 *
 * @param count How many.
 * @param seed An integer from 0 to 2^53 - 1.
 * @returns float32 `[count, size]`; the caller disposes it.
 * @throws {RangeError} If `count` or `seed` is out of range.
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { fixedLatents, normalLatent } from "@forger/samplers";
 * import { assertEquals } from "@std/assert";
 *
 * await startCompute({ backend: "cpu" });
 * const draw = () => fixedLatents(normalLatent(8), 4, 42).dataSync();
 * assertEquals(draw(), draw());
 * ```
 */
export function fixedLatents(latent: Latent, count: number, seed: number): Tensor {
  checkCount("draw fixed latents", "count", count);
  return tf.tidy(() => latent.draw(count, stepRandom(seed, tf.scalar(0, "int32")).stream(STREAM)));
}
