/**
 * What a network or a formula says of images: one row of numbers an image.
 *
 * The metrics of this package compare such rows. {@linkcode extractFeatures} makes them of images; points are features as
 * they are.
 *
 * @example
 * ```ts
 * import { type Features, pairwiseDiversity } from "@forger/metrics";
 * import { assertEquals } from "@std/assert";
 *
 * const points: Features = { values: Float32Array.of(0, 0, 3, 4), count: 2, size: 2 };
 * assertEquals(pairwiseDiversity(points), 5);
 * ```
 */
export interface Features {
  /** The rows one after another, `count * size` finite numbers. */
  readonly values: Float32Array | Float64Array;
  /** How many rows there are. */
  readonly count: number;
  /** How many numbers a row has. */
  readonly size: number;
}
