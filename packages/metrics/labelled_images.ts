import type { Shape, Tensor } from "@forger/core";

/**
 * Images with labels that a classifier learns from or is tested on: a source of `@forger/data` that has labels is one.
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import type { LabelledImages } from "@forger/metrics";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const blank: LabelledImages = {
 *   size: 10,
 *   shape: [28, 28, 1],
 *   range: [-1, 1],
 *   gather: (indices) => tf.fill([indices.size, 28, 28, 1], -1),
 *   gatherLabels: (indices) => indices,
 *   dispose() {},
 * };
 * assertEquals(blank.gather(tf.tensor1d([3, 4], "int32")).shape, [2, 28, 28, 1]);
 * ```
 */
export interface LabelledImages {
  /** How many images there are. */
  readonly size: number;
  /** `[height, width, channels]` of an image. */
  readonly shape: Shape;
  /** The least and the greatest value of an image. */
  readonly range: readonly [low: number, high: number];
  /**
   * The images at `indices`; it runs inside a compiled step.
   *
   * @param indices int32 `[count]`, each in [0, size).
   * @returns float32 `[count, height, width, channels]`.
   */
  gather(indices: Tensor): Tensor;
  /**
   * Their labels.
   *
   * @param indices int32 `[count]`, each in [0, size).
   * @returns int32 `[count]`.
   */
  gatherLabels?(indices: Tensor): Tensor;
  /** Frees what the images hold. */
  dispose(): void;
}
