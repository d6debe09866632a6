import type { Tensor } from "@forger/core";
import { checkCount } from "./_check_count.ts";
import { latentRows, latentTable } from "./_latent_rows.ts";
import { wayBetween } from "./_way_between.ts";

/** How to go from one latent to another: along a great circle, or in a straight line. */
export type InterpolationMethod = "spherical" | "linear";

/** Options of {@linkcode interpolate}. */
export interface InterpolateOptions {
  /** Latents of each walk, both ends included. @default {10} */
  readonly count?: number;
  /** Along a great circle, for normal and spherical latents, or in a straight line, for uniform ones. @default {"spherical"} */
  readonly method?: InterpolationMethod;
}

/**
 * Walks evenly from latents to others, so that one sees what a generator makes of the places between.
 *
 * `"spherical"` turns at constant speed along a great circle, while the length changes evenly: between latents of one
 * length all have it, as normal latents nearly do. A straight line would pass much nearer to 0, where none is ever
 * drawn. Between opposite latents it takes one of the many great circles, always the same. Latents of one number have
 * no circle, and pass through 0.
 *
 * @param from float32 `[walks, latent]`; stay the caller's. Reading them waits for the device.
 * @param to `[walks, latent]`, where each walk ends; stay the caller's.
 * @returns `[walks * count, latent]`, walk after walk; the ends to the bit as given. The caller disposes it.
 * @throws {TypeError} If `from` and `to` are not latents of one shape.
 * @throws {RangeError} If `count` is not a positive integer, or `method` is unknown.
 * @see Animating rotation with quaternion curves. Shoemake, 1985, https://doi.org/10.1145/325334.325242
 * @see Sampling generative networks. White, 2016, https://arxiv.org/abs/1609.04468
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { interpolate } from "@forger/samplers";
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const walk = interpolate(tf.tensor2d([[2, 0]]), tf.tensor2d([[0, 2]]), { count: 3 });
 * assertEquals(walk.shape, [3, 2]);
 * assertAlmostEquals(walk.dataSync()[2]!, Math.SQRT2, 1e-6); // half-way [√2, √2], as long as both ends
 * ```
 */
export function interpolate(from: Tensor, to: Tensor, options: InterpolateOptions = {}): Tensor {
  const { count = 10, method = "spherical" } = options;
  const action = "interpolate";
  checkCount(action, "count", count);
  const between = wayBetween(action, method);
  const starts = latentRows(action, "from", from), ends = latentRows(action, "to", to);
  if (starts.length !== ends.length || from.shape[1] !== to.shape[1]) {
    throw new TypeError(
      `Cannot interpolate as from and to must have one shape: expected [${from.shape}], received [${to.shape}]`,
    );
  }
  const latents = starts.flatMap((start, walk) => {
    const at = between(start, ends[walk]!);
    return Array.from({ length: count }, (_, index) => at(count === 1 ? 0 : index / (count - 1)));
  });
  return latentTable(latents);
}
