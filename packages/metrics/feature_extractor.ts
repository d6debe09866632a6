import type { Tensor } from "@forger/core";

/**
 * What makes features of images.
 *
 * @example An extractor of one's own: how bright an image is.
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { extractFeatures, type FeatureExtractor } from "@forger/metrics";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const brightness: FeatureExtractor = {
 *   name: "brightness",
 *   hash: "1",
 *   size: 1,
 *   extract: (images) => images.mean([1, 2, 3]).expandDims(1),
 * };
 * const { values } = await extractFeatures(brightness, [tf.fill([2, 4, 4, 1], 0.5)]);
 * assertEquals([...values], [0.5, 0.5]);
 * ```
 */
export interface FeatureExtractor {
  /** What it is called on metric cards. */
  readonly name: string;
  /** Another text for other features of the same images: of a network, a checksum of its weights. */
  readonly hash: string;
  /** How many numbers a row of features has. */
  readonly size: number;
  /** How it brings images to its own size and range, for metric cards. @default {"none"} */
  readonly resizing?: string;
  /**
   * Makes features of images.
   *
   * @param images `[batch, height, width, channels]`; stay the caller's.
   * @returns float32 `[batch, size]`; whoever asks disposes it.
   */
  extract(images: Tensor): Tensor | Promise<Tensor>;
}
