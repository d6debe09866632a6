import { checkCount } from "./_check_count.ts";
import { checkFeaturePair } from "./_check_features.ts";
import { nearestSquares, neighbourSquares } from "./_neighbours.ts";
import type { Features } from "./features.ts";

/** What {@linkcode memorisation} finds. */
export interface Memorisation {
  /** `fakeToReal / realToReal`: about 1 for new rows as real ones are, near 0 where real rows are copied. */
  readonly ratio: number;
  /** The mean distance of a fake row to the nearest real one. */
  readonly fakeToReal: number;
  /** The mean distance of a real row to the nearest other real one. */
  readonly realToReal: number;
}

/**
 * Whether a generator has learned its examples by heart: how near generated rows come to real ones, against how near real
 * rows come to each other.
 *
 * Far above 1, what is generated is unlike anything real; a ratio says nothing of variety. Give the rows that the generator
 * has learned from, all of them if there is time: it takes about half as long as {@linkcode precisionRecall}.
 *
 * @param real At least 2 rows.
 * @param fake Rows of the same size.
 * @throws {RangeError} If there are fewer rows, every real row is there twice, or a number is not finite.
 * @throws {TypeError} If the sizes differ.
 * @see A non-parametric test to detect data-copying in generative models. Meehan, Chaudhuri, Dasgupta, 2020,
 * https://arxiv.org/abs/2004.05675, which compares the same distances by rank
 *
 * @example
 * ```ts
 * import { memorisation } from "@forger/metrics";
 * import { assertEquals } from "@std/assert";
 *
 * const real = { values: Float64Array.of(0, 2, 4, 6), count: 4, size: 1 };
 * const fake = { values: Float64Array.of(0.5, 4), count: 2, size: 1 };
 * assertEquals(memorisation(real, fake), { ratio: 0.125, fakeToReal: 0.25, realToReal: 2 });
 * ```
 */
export function memorisation(real: Features, fake: Features): Memorisation {
  const action = "measure memorisation";
  checkFeaturePair(action, real, fake);
  checkCount(action, "the number of real features", real.count, 2);
  const realToReal = meanRoot(neighbourSquares(real, 1));
  if (realToReal === 0) {
    throw new RangeError(
      `Cannot ${action} as real features must differ: each of the ${real.count} rows equals another one`,
    );
  }
  const fakeToReal = meanRoot(nearestSquares(fake, real));
  return { ratio: fakeToReal / realToReal, fakeToReal, realToReal };
}

function meanRoot(squares: Float64Array): number {
  return squares.reduce((sum, square) => sum + Math.sqrt(square), 0) / squares.length;
}
