import { checkCount } from "./_check_count.ts";
import { checkFeaturePair } from "./_check_features.ts";
import { eachDistanceBlock } from "./_distance_blocks.ts";
import { checkRadii, neighbourSquares } from "./_neighbours.ts";
import type { Features } from "./features.ts";

/** Options of {@linkcode densityCoverage}. */
export interface DensityCoverageOptions {
  /** The radius around a real row reaches to its so many nearest real neighbours. @default {5} */
  readonly nearest?: number;
}

/** What {@linkcode densityCoverage} finds. */
export interface DensityCoverage {
  /** How many real balls hold a fake row on average, over `nearest`: about 1 for rows as real ones are, and it may be more. */
  readonly density: number;
  /** The share of real rows whose ball holds a fake row. In [0, 1]. */
  readonly coverage: number;
}

/**
 * Density and coverage of generated features: precision and recall that outliers do not mislead.
 *
 * Balls are around real rows alone, each reaching to the row's fifth nearest neighbour. Of equal distributions the density
 * is 1 and the coverage `1 - 1 / 2^nearest`, 0.97, in expectation. Time and memory are those of
 * {@linkcode precisionRecall}.
 *
 * @param real More than `nearest` rows.
 * @param fake Rows of the same size.
 * @throws {RangeError} If there are fewer real rows or they have no reach, `nearest` is not a positive integer, or a number is not finite.
 * @throws {TypeError} If the sizes differ.
 * @see Reliable fidelity and diversity metrics for generative models. Naeem, Oh, Uh, Choi, Yoo, 2020, https://arxiv.org/abs/2002.09797
 *
 * @example Both imitations lie in two real balls of four.
 * ```ts
 * import { densityCoverage } from "@forger/metrics";
 * import { assertEquals } from "@std/assert";
 *
 * const real = { values: Float64Array.of(0, 1, 10, 11), count: 4, size: 1 };
 * const fake = { values: Float64Array.of(0.2, 0.8), count: 2, size: 1 };
 * assertEquals(densityCoverage(real, fake, { nearest: 1 }), { density: 2, coverage: 0.5 });
 * ```
 */
export function densityCoverage(
  real: Features,
  fake: Features,
  options: DensityCoverageOptions = {},
): DensityCoverage {
  const { nearest = 5 } = options;
  const action = "compute density and coverage";
  checkCount(action, "nearest", nearest);
  checkFeaturePair(action, real, fake);
  checkCount(action, "the number of real features", real.count, nearest + 1);
  const radii = neighbourSquares(real, nearest);
  checkRadii(action, radii, nearest);
  const held = new Float64Array(real.count); // fake rows in each real ball
  eachDistanceBlock(real, fake, ({ squares, stride, firstRow, rows, columns }) => {
    for (let row = 0; row < rows; row++) {
      const radius = radii[firstRow + row]!;
      for (let column = 0, place = row * stride; column < columns; column++, place++) {
        if (squares[place]! < radius) held[firstRow + row]!++;
      }
    }
  });
  return {
    density: held.reduce((sum, count) => sum + count, 0) / (nearest * fake.count),
    coverage: held.filter((count) => count > 0).length / real.count,
  };
}
