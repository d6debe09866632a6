import type { Tensor } from "@forger/core";
import type { FeatureExtractor } from "./feature_extractor.ts";
import type { Features } from "./features.ts";

/** Images `[batch, height, width, channels]`, as they are or as `generateInBatches` of the samplers gives them. */
export type ImageBatch = Tensor | { readonly images: Tensor };

/**
 * Makes features of any number of images, a batch at a time.
 *
 * One batch of images is on the device at a time; what is kept are the features in float32, 4 bytes a number.
 *
 * @param batches Images one batch after another, which stay the caller's.
 * @throws {TypeError} If the extractor returns another shape than `[batch, size]`.
 * @throws {RangeError} If there is no image, or a feature is not finite.
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { extractFeatures, rawPixels } from "@forger/metrics";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const batches = [tf.zeros([2, 1, 2, 1]), tf.ones([1, 1, 2, 1])];
 * const features = await extractFeatures(await rawPixels([1, 2, 1]), batches);
 * assertEquals(features, { values: Float32Array.of(0, 0, 0, 0, 1, 1), count: 3, size: 2 });
 * ```
 */
export async function extractFeatures(
  extractor: FeatureExtractor,
  batches: Iterable<ImageBatch> | AsyncIterable<ImageBatch>,
): Promise<Features & { readonly values: Float32Array }> {
  const { name, size } = extractor;
  let values = new Float32Array(0), count = 0;
  for await (const batch of batches) {
    const images = "images" in batch ? batch.images : batch;
    const rows = await extractor.extract(images);
    let found: Float32Array;
    try {
      if (rows.rank !== 2 || rows.shape[0] !== images.shape[0] || rows.shape[1] !== size) {
        throw new TypeError(
          `Cannot extract features as "${name}" must return a row for each image: ` +
            `expected [${images.shape[0]},${size}], received [${rows.shape}]`,
        );
      }
      found = await rows.data() as Float32Array;
    } finally {
      if (rows !== images) rows.dispose();
    }
    const fault = found.findIndex((value) => !Number.isFinite(value));
    if (fault >= 0) {
      throw new RangeError(
        `Cannot extract features as what "${name}" returns must be finite: ` +
          `current value of image ${count + Math.floor(fault / size)} is ${found[fault]}`,
      );
    }
    const end = (count + images.shape[0]!) * size;
    if (end > values.length) { // room for twice as many, so that growing costs little
      const more = new Float32Array(Math.max(end, 2 * count * size));
      more.set(values.subarray(0, count * size));
      values = more;
    }
    values.set(found, count * size);
    count += images.shape[0]!;
  }
  if (count === 0) throw new RangeError(`Cannot extract features by "${name}" as there must be at least one image`);
  return { values: values.slice(0, count * size), count, size };
}
