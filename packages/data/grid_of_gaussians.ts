import { gaussianPoints, requireOption } from "./_gaussian_points.ts";
import type { Source } from "./source.ts";

/** Options of {@linkcode gridOfGaussians}. */
export interface GridOfGaussiansOptions {
  /** How many Gaussians stand in a row, and how many rows there are. @default {5} */
  readonly side?: number;
  /** How far neighbouring centres are from each other. @default {2} */
  readonly spacing?: number;
  /** The Gaussians' standard deviation along either axis. @default {0.05} */
  readonly stddev?: number;
  /** How many points. @default {65_536} */
  readonly count?: number;
  /** Where the points are drawn from, an integer from 0 to 2^53 - 1. @default {0} */
  readonly seed?: number;
}

/**
 * Points of narrow Gaussians that stand in a square grid around (0, 0): the harder of the usual tests for mode collapse.
 *
 * The defaults, 25 modes from (-4, -4) to (4, 4), are those of the papers. The points take the modes in turn, so that the
 * modes' shares differ by one point at most; a point's label is its mode, row by row from the lowest, each from the left.
 * The same options give the same points everywhere. The centres are in `modes`, where the plugin mode-count finds them.
 *
 * @returns Points of shape `[2]`.
 * @throws {RangeError} If `side`, `spacing`, `stddev` or `count` is not positive, or `seed` is no such integer.
 * @see VEEGAN: reducing mode collapse in GANs using implicit variational learning. Srivastava, Valkov, Russell, Gutmann, Sutton, 2017, https://arxiv.org/abs/1705.07761
 * @see PacGAN: the power of two samples in generative adversarial networks. Lin, Khetan, Fanti, Oh, 2018, https://arxiv.org/abs/1712.04086
 *
 * @example
 * ```ts
 * import { gridOfGaussians } from "@forger/data";
 * import { assertEquals } from "@std/assert";
 *
 * const grid = gridOfGaussians({ count: 100 });
 * assertEquals(grid.modes!.centers.length, 25);
 * assertEquals([grid.modes!.centers[0], grid.modes!.centers[24]], [[-4, -4], [4, 4]]);
 * grid.dispose();
 * ```
 */
export function gridOfGaussians(options: GridOfGaussiansOptions = {}): Source {
  const { side = 5, spacing = 2, stddev = 0.05, count = 65_536, seed = 0 } = options;
  const name = "grid of Gaussians";
  requireOption(name, "side", "a positive integer", side, Number.isInteger(side) && side > 0);
  requireOption(name, "spacing", "a positive number", spacing, Number.isFinite(spacing) && spacing > 0);
  const middle = (side - 1) / 2;
  const centers = Array.from({ length: side * side }, (_, mode) => {
    return [spacing * (mode % side - middle), spacing * (Math.floor(mode / side) - middle)] as const;
  });
  return gaussianPoints({ name, modes: { centers, stddev }, count, seed });
}
