import { curvePoints } from "./_curve_points.ts";
import { requireOption } from "./_gaussian_points.ts";
import type { Source } from "./source.ts";

/** Options of {@linkcode spirals}. */
export interface SpiralsOptions {
  /** How many spirals wind around one another. @default {2} */
  readonly arms?: number;
  /** How often each goes round the middle, also a part of a turn. @default {1.5} */
  readonly turns?: number;
  /** How far from (0, 0) they end. @default {2} */
  readonly radius?: number;
  /** The standard deviation of the noise along either axis; 0 for none. @default {0.02} */
  readonly stddev?: number;
  /** How many points. @default {65_536} */
  readonly count?: number;
  /** Where the noise is drawn from, an integer from 0 to 2^53 - 1. @default {0} */
  readonly seed?: number;
}

/**
 * Points of spirals that wind around one another: thin curves, close together, that a generator must keep apart.
 *
 * Arm `a` has its points at radius `r = radius t` and angle `2 pi (a / arms + turns t)`, anticlockwise from the right, and
 * `t` goes from 0 to 1 such that `t²` is in the middle of equal parts: the points are about as dense outside as inside. The
 * points take the arms in turn, so that each has its equal share, and go outwards; a point's label is its arm. The same
 * options give the same points everywhere.
 *
 * @returns Points of shape `[2]`.
 * @throws {RangeError} If `arms`, `turns`, `radius` or `count` is not positive, `stddev` is negative, or `seed` is no such
 * integer.
 * @see Learning to tell two spirals apart. Lang, Witbrock, 1988, in Proceedings of the 1988 Connectionist Models Summer School
 *
 * @example
 * ```ts
 * import { spirals } from "@forger/data";
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * const two = spirals({ turns: 1, radius: 4, stddev: 0, count: 4 });
 * const [left, right] = two.gather(tf.tensor1d([0, 1], "int32")).arraySync() as [number[], number[]];
 * assertAlmostEquals(left[0]!, -2, 1e-6); // half a turn, at half the radius
 * assertAlmostEquals(right[0]!, 2, 1e-6); // the other arm, opposite
 * assertEquals(two.classes, ["arm 0", "arm 1"]);
 * two.dispose();
 * ```
 */
export function spirals(options: SpiralsOptions = {}): Source {
  const { arms = 2, turns = 1.5, radius = 2, stddev = 0.02, count = 65_536, seed = 0 } = options;
  const name = "spirals";
  requireOption(name, "arms", "a positive integer", arms, Number.isInteger(arms) && arms > 0);
  requireOption(name, "turns", "a positive number", turns, Number.isFinite(turns) && turns > 0);
  requireOption(name, "radius", "a positive number", radius, Number.isFinite(radius) && radius > 0);
  const place = (row: number) => {
    const curve = row % arms, points = Math.ceil((count - curve) / arms);
    const way = Math.sqrt((Math.floor(row / arms) + 0.5) / points);
    const angle = 2 * Math.PI * (curve / arms + turns * way);
    return { curve, x: radius * way * Math.cos(angle), y: radius * way * Math.sin(angle) };
  };
  const classes = Array.from({ length: arms }, (_, arm) => `arm ${arm}`);
  return curvePoints({ name, stream: "spirals", classes, count, place, stddev, seed });
}
