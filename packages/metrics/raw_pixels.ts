import type { Shape } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { checkCount } from "./_check_count.ts";
import { checkImages, checkImageShape } from "./_check_images.ts";
import { extractorHash } from "./_extractor_hash.ts";
import type { FeatureExtractor } from "./feature_extractor.ts";

/** Options of {@linkcode rawPixels}. */
export interface RawPixelsOptions {
  /** Squares of so many pixels a side become one, their mean; height and width must be multiples. @default {1} */
  readonly reduce?: number;
}

/**
 * Pixels as features, also of reduced images: no network decides what matters, so shifts count for more than they should.
 *
 * @param shape `[height, width, channels]` of the images.
 * @throws {RangeError} If the shape is none, or `reduce` does not divide height and width.
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { extractFeatures, rawPixels } from "@forger/metrics";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const extractor = await rawPixels([2, 4, 1], { reduce: 2 });
 * const images = tf.tensor4d([0, 1, 2, 3, 4, 5, 6, 7], [1, 2, 4, 1]);
 * assertEquals([...(await extractFeatures(extractor, [images])).values], [2.5, 4.5]);
 * ```
 */
export async function rawPixels(shape: Shape, options: RawPixelsOptions = {}): Promise<FeatureExtractor> {
  const { reduce = 1 } = options;
  const action = "take pixels as features";
  checkImageShape(action, shape);
  checkCount(action, "reduce", reduce);
  const [height, width, channels] = shape as [number, number, number];
  if (height % reduce !== 0 || width % reduce !== 0) {
    throw new RangeError(
      `Cannot ${action} as height and width must be multiples of reduce: ${height} x ${width} are not of ${reduce}`,
    );
  }
  const name = reduce === 1 ? "pixels" : `pixels reduced by ${reduce}`;
  const size = height / reduce * (width / reduce) * channels;
  return {
    name,
    hash: await extractorHash([name, shape]),
    size,
    extract: (images) => {
      checkImages(action, images, shape);
      return tf.tidy(() => {
        const pixels = images.toFloat() as tf.Tensor4D;
        const reduced = reduce === 1 ? pixels : tf.avgPool(pixels, reduce, reduce, "valid");
        return reduced.reshape([-1, size]);
      });
    },
  };
}
