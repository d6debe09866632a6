import type { PointModes } from "./point_modes.ts";

/** What {@linkcode countModes} finds. */
export interface ModeCount {
  /** How many modes have at least the least number of high-quality points. */
  readonly covered: number;
  /** The share of the points that are of high quality, in [0, 1]. */
  readonly highQuality: number;
}

/** Options of {@linkcode countModes}. */
export interface CountModesOptions {
  /** High-quality points that a mode needs to count as covered. @default {1} */
  readonly least?: number;
}

/** A point is of high quality up to so many standard deviations from the nearest centre, as the papers have it. */
const DEVIATIONS = 3;

/**
 * Counts how many modes points cover, and how many of the points are good.
 *
 * A point is of high quality if it is within three standard deviations of the nearest centre; of points drawn from the
 * modes themselves 98.9 % are, 1 - exp(-9/2).
 *
 * @param points The points' coordinates one after another: x, y, x, y.
 * @throws {RangeError} If there are no points or half a one, or `least` is not a positive integer.
 * @see VEEGAN: reducing mode collapse in GANs using implicit variational learning. Srivastava, Valkov, Russell, Gutmann, Sutton, 2017, https://arxiv.org/abs/1705.07761
 *
 * @example
 * ```ts
 * import { countModes } from "@forger/data";
 * import { assertEquals } from "@std/assert";
 *
 * const modes = { centers: [[0, 0], [2, 0]], stddev: 0.1 } as const;
 * assertEquals(countModes([0.1, 0.2, 0, -0.1, 1, 0, 5, 5], modes), { covered: 1, highQuality: 0.5 });
 * ```
 */
export function countModes(
  points: ArrayLike<number>,
  { centers, stddev }: PointModes,
  options: CountModesOptions = {},
): ModeCount {
  const { least = 1 } = options;
  if (!Number.isInteger(least) || least < 1) {
    throw new RangeError(`Cannot count modes as least must be a positive integer: current value is ${least}`);
  }
  if (points.length === 0 || points.length % 2 === 1) {
    throw new RangeError(
      `Cannot count modes as points must be one or more pairs of numbers: current length is ${points.length}`,
    );
  }
  const good: number[] = centers.map(() => 0);
  for (let index = 0; index < points.length; index += 2) {
    const distances = centers.map(([x, y]) => Math.hypot(points[index]! - x, points[index + 1]! - y));
    const nearest = Math.min(...distances);
    if (nearest <= DEVIATIONS * stddev) good[distances.indexOf(nearest)]!++;
  }
  const covered = good.filter((count) => count >= least).length;
  return { covered, highQuality: good.reduce((sum, count) => sum + count, 0) / (points.length / 2) };
}
