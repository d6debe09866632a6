import type { Shape } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { checkCount } from "./_check_count.ts";
import { checkImages, checkImageShape } from "./_check_images.ts";
import { extractorHash } from "./_extractor_hash.ts";
import { checkSeed, normalNumbers } from "./_random_numbers.ts";
import type { FeatureExtractor } from "./feature_extractor.ts";

/** Options of {@linkcode randomConvolutions}. */
export interface RandomConvolutionsOptions {
  /** Channels of each convolution; each halves height and width. @default {[32, 64, 128]} */
  readonly channels?: readonly number[];
  /** Another seed makes another extractor: an integer from 0 to 2^53 - 1. @default {0} */
  readonly seed?: number;
}

const KERNEL = 4;
const STRIDE = 2;
const SLOPE = 0.2;

/**
 * Features of convolutions with random weights, which a seed decides once and for all: textures, edges and colours, with
 * nothing to download or to train.
 *
 * Convolutions 4 x 4 with stride 2 and leaky ReLU; the features are the mean of each channel after each convolution. Such
 * features tell broken images from good ones; what a picture shows is told better by a network that has learned it.
 *
 * @param shape `[height, width, channels]` of the images, in [-1, 1].
 * @throws {RangeError} If an argument is out of range.
 * @see On random weights and unsupervised feature learning. Saxe, Koh, Chen, Bhand, Suresh, Ng, 2011,
 * https://ai.stanford.edu/~ang/papers/nipsdlufl10-RandomWeights.pdf
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { extractFeatures, randomConvolutions } from "@forger/metrics";
 * import { assertEquals, assertNotEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const extractor = await randomConvolutions([8, 8, 3], { channels: [4, 6] });
 * const { count, size } = await extractFeatures(extractor, [tf.ones([5, 8, 8, 3])]);
 * assertEquals([count, size], [5, 10]);
 * assertNotEquals(extractor.hash, (await randomConvolutions([8, 8, 3], { channels: [4, 6], seed: 1 })).hash);
 * ```
 */
export async function randomConvolutions(
  shape: Shape,
  options: RandomConvolutionsOptions = {},
): Promise<FeatureExtractor> {
  const { channels = [32, 64, 128], seed = 0 } = options;
  const action = "make features by random convolutions";
  checkImageShape(action, shape);
  checkCount(action, "the number of convolutions", channels.length);
  channels.forEach((count, layer) => checkCount(action, `channels[${layer}]`, count));
  checkSeed(action, seed);
  const kernels = channels.map((count, layer) => {
    const inputs = layer === 0 ? shape[2]! : channels[layer - 1]!;
    const fan = KERNEL * KERNEL * inputs;
    const scale = Math.sqrt(2 / ((1 + SLOPE * SLOPE) * fan)); // keeps the size of what goes in, on average
    const values = normalNumbers(seed, `random convolution ${layer}`, fan * count);
    return {
      shape: [KERNEL, KERNEL, inputs, count] as [number, number, number, number],
      values: Float32Array.from(values, (value) => scale * value),
    };
  });
  const settings = ["random convolutions", shape, channels, KERNEL, STRIDE, SLOPE];
  return {
    name: `random convolutions ${channels.join("-")}, seed ${seed}`,
    hash: await extractorHash(settings, kernels.map(({ values }) => values)),
    size: channels.reduce((sum, count) => sum + count, 0),
    extract: (images) => {
      checkImages(action, images, shape);
      return tf.tidy(() => {
        let activations = images.toFloat() as tf.Tensor4D;
        const means = kernels.map((kernel) => {
          const weights = tf.tensor4d(kernel.values, kernel.shape);
          activations = tf.leakyRelu(tf.conv2d(activations, weights, STRIDE, "same"), SLOPE);
          return activations.mean([1, 2]);
        });
        return tf.concat(means, 1);
      });
    },
  };
}
