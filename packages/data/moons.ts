import { curvePoints } from "./_curve_points.ts";
import type { Source } from "./source.ts";

/** Options of {@linkcode moons}. */
export interface MoonsOptions {
  /** The standard deviation of the noise along either axis; 0 for none. @default {0.05} */
  readonly stddev?: number;
  /** How many points of both moons together. @default {65_536} */
  readonly count?: number;
  /** Where the noise is drawn from, an integer from 0 to 2^53 - 1. @default {0} */
  readonly seed?: number;
}

/**
 * Points of two half circles of radius 1 that reach into each other: two clusters that no line parts.
 *
 * Without noise they are the points of scikit-learn's `make_moons`: the upper moon goes over (0, 0), from the right, and the
 * lower one under (1, 0.5), from the left, both in equal angles with both ends. The points take the moons in turn, so that
 * each has its half, of an odd number the lower one a point more; a point's label is its moon. The same options give the same
 * points everywhere.
 *
 * @returns Points of shape `[2]`.
 * @throws {RangeError} If `count` is not positive, `stddev` is negative, or `seed` is no such integer.
 * @see scikit-learn: machine learning in Python. Pedregosa and others, 2011, https://scikit-learn.org/stable/modules/generated/sklearn.datasets.make_moons.html
 *
 * @example
 * ```ts
 * import { moons } from "@forger/data";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * const source = moons({ stddev: 0, count: 4 });
 * const ends = source.gather(tf.tensor1d([0, 1], "int32")).arraySync();
 * assertEquals(ends, [[1, 0], [0, 0.5]]);
 * assertEquals(source.classes, ["upper", "lower"]);
 * source.dispose();
 * ```
 */
export function moons(options: MoonsOptions = {}): Source {
  const { stddev = 0.05, count = 65_536, seed = 0 } = options;
  const upper = Math.floor(count / 2);
  const place = (row: number) => {
    const curve = row < 2 * upper ? row % 2 : 1;
    const points = curve === 0 ? upper : count - upper;
    const angle = points > 1 ? Math.PI * Math.floor(row / 2) / (points - 1) : 0;
    return curve === 0
      ? { curve, x: Math.cos(angle), y: Math.sin(angle) }
      : { curve, x: 1 - Math.cos(angle), y: 0.5 - Math.sin(angle) };
  };
  return curvePoints({ name: "moons", stream: "moons", classes: ["upper", "lower"], count, place, stddev, seed });
}
