import { gaussianPoints, requireOption } from "./_gaussian_points.ts";
import type { Source } from "./source.ts";

/** Options of {@linkcode ringOfGaussians}. */
export interface RingOfGaussiansOptions {
  /** How many Gaussians. @default {8} */
  readonly modes?: number;
  /** How far their centres are from (0, 0). @default {2} */
  readonly radius?: number;
  /** Their standard deviation along either axis. @default {0.02} */
  readonly stddev?: number;
  /** How many points. @default {65_536} */
  readonly count?: number;
  /** Where the points are drawn from, an integer from 0 to 2^53 - 1. @default {0} */
  readonly seed?: number;
}

/**
 * Points of narrow Gaussians that stand on a circle, evenly spaced: the usual test for mode collapse, as a generator that
 * leaves modes out is seen at once.
 *
 * The defaults are those of the paper that introduced it. The points take the modes in turn, so that each has its equal
 * share; a point's label is its mode, counted from the one at angle 0 anticlockwise. The same options give the same points
 * everywhere. The centres are in `modes`, where the plugin mode-count finds them.
 *
 * @returns Points of shape `[2]`.
 * @throws {RangeError} If `modes`, `radius`, `stddev` or `count` is not positive, or `seed` is no such integer.
 * @see Unrolled generative adversarial networks. Metz, Poole, Pfau, Sohl-Dickstein, 2017, https://arxiv.org/abs/1611.02163
 *
 * @example
 * ```ts
 * import { ringOfGaussians } from "@forger/data";
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * const ring = ringOfGaussians({ count: 80 });
 * const rows = tf.tensor1d([2, 10], "int32");
 * assertEquals(ring.gatherLabels!(rows).arraySync(), [2, 2]); // the third of eight: at (0, 2)
 * const [[x, y]] = ring.gather(rows).arraySync() as [[number, number]];
 * assertAlmostEquals(x, 0, 0.2);
 * assertAlmostEquals(y, 2, 0.2);
 * ring.dispose();
 * ```
 */
export function ringOfGaussians(options: RingOfGaussiansOptions = {}): Source {
  const { modes = 8, radius = 2, stddev = 0.02, count = 65_536, seed = 0 } = options;
  const name = "ring of Gaussians";
  requireOption(name, "modes", "a positive integer", modes, Number.isInteger(modes) && modes > 0);
  requireOption(name, "radius", "a positive number", radius, Number.isFinite(radius) && radius > 0);
  const centers = Array.from({ length: modes }, (_, mode) => {
    const angle = 2 * Math.PI * mode / modes;
    return [radius * Math.cos(angle), radius * Math.sin(angle)] as const;
  });
  return gaussianPoints({ name, modes: { centers, stddev }, count, seed });
}
