import { checkFeatures } from "./_check_features.ts";
import { eachDistanceBlock } from "./_distance_blocks.ts";
import type { Features } from "./features.ts";

/**
 * How varied a set of features is: the mean Euclidean distance of two different rows.
 *
 * It falls to 0 where a generator makes one image only. Compare it with that of as many real rows.
 *
 * @param features At least 2 rows.
 * @throws {RangeError} If there are fewer rows, or a number is not finite.
 * @throws {TypeError} If the values are not rows.
 * @see Conditional image synthesis with auxiliary classifier GANs. Odena, Olah, Shlens, 2016, https://arxiv.org/abs/1610.09585,
 * which measures the mean similarity of pairs of images of a class
 *
 * @example
 * ```ts
 * import { pairwiseDiversity } from "@forger/metrics";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(pairwiseDiversity({ values: Float32Array.of(0, 1, 5), count: 3, size: 1 }), (1 + 5 + 4) / 3);
 * ```
 */
export function pairwiseDiversity(features: Features): number {
  checkFeatures("compute the pairwise diversity", "features", features, 2);
  const { count } = features;
  let sum = 0;
  eachDistanceBlock(features, features, ({ squares, stride, firstRow, rows, firstColumn, columns }) => {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < (firstRow === firstColumn ? row : columns); column++) {
        sum += Math.sqrt(squares[row * stride + column]!);
      }
    }
  });
  return sum / (count * (count - 1) / 2);
}
