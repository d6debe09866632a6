import type { Shape } from "@forger/core";
import { checkChoice } from "./_check_choice.ts";
import { checkClasses, checkedImage, checkLatent } from "./_check_image_options.ts";
import { checkSizes } from "./_check_sizes.ts";
import type { DcganBuild, DcganLabels } from "./_dcgan_build.ts";
import { dcganDiscriminator } from "./_dcgan_discriminator.ts";
import { dcganGenerator } from "./_dcgan_generator.ts";
import { checkHalvings, defaultWidths } from "./_dcgan_sizes.ts";
import { seededInitializers } from "./_initializers.ts";
import type { Condition } from "./condition.ts";
import type { NetworkPair } from "./network_pair.ts";
import type { UpsampleMethod } from "./upsample.ts";

/** Options of {@linkcode dcgan}. */
export interface DcganOptions {
  /** The shape of an image, `[height, width, channels]`, of 1 channel or 3; each width below halves height and width. */
  readonly image: Shape;
  /** The length of a latent. @default {64} */
  readonly latent?: number;
  /** Channels of the generator's feature maps, smallest map first. @default {halving to 64 at half the image's size, from 1,024 at most} */
  readonly generatorWidths?: readonly number[];
  /** Channels of the discriminator's feature maps, largest map first. @default {doubling from 64 at half the image's size, to 1,024 at most} */
  readonly discriminatorWidths?: readonly number[];
  /** Units of a hidden dense layer in the discriminator. @default {no such layer} */
  readonly discriminatorUnits?: number;
  /** Whether the discriminator normalizes over the batch, in all layers but the first and the last. @default {"batch"} */
  readonly discriminatorNormalization?: "batch" | "none";
  /**
   * How the generator doubles its maps: by transposed convolutions of kernel 4, or by upsampling and a convolution of
   * kernel 3, the remedy where checkerboards show. @default {"transposed"}
   */
  readonly upsampling?: "transposed" | UpsampleMethod;
  /** How many classes there are, for conditional networks: 2 or more. @default {networks without labels} */
  readonly classes?: number;
  /** How conditional networks are told of the class. @default {"embedding"} */
  readonly condition?: Condition;
  /** The length of the code that the generator learns for a class, unless labels are concatenated. @default {50} */
  readonly embeddingUnits?: number;
  /** Where the initial weights are drawn from, an integer from 0 to 2^53 - 1. @default {0} */
  readonly seed?: number;
}

const CONDITIONS: readonly Condition[] = ["concatenation", "embedding", "projection", "auxiliary"];

/**
 * The deep convolutional GAN, for images whose shorter side is 8, 16, 28, 32, 64 or 128 pixels or any other that halves to 4
 * to 7, and whose longer side halves as often: 40 x 24 as well as 64 x 64.
 *
 * Images are `[batch, height, width, channels]` in [-1, 1], latents `[batch, latent]`, logits `[batch, 1]`. As the paper has
 * it, convolutions with stride 2 take the place of pooling, there are no hidden dense layers, every layer but the generator's
 * last and the discriminator's first and last has batch normalization, the generator has ReLU and tanh, the discriminator leaky
 * ReLU, and kernels begin as N(0, 0.02). Scales of normalizations begin at 1. There are biases where no normalization follows.
 *
 * With `classes`, the generator has the inputs `[latents, labels]` with one-hot labels `[batch, classes]`, and the discriminator
 * `[images, labels]`; under `"auxiliary"` it has images alone and the outputs `[logits, class logits [batch, classes]]`. Codes of
 * classes begin as N(0, 1), as large as the latents and images beside which they stand.
 *
 * @throws {RangeError} If a size is not a positive integer, the image has other than 1 or 3 channels, or a side that cannot be
 * halved for every width (the message names the nearest that can), there is 1 class, an option has none of its values, or the
 * seed is not an integer from 0 to 2^53 - 1.
 * @see Unsupervised representation learning with deep convolutional generative adversarial networks. Radford, Metz,
 * Chintala, 2015, https://arxiv.org/abs/1511.06434
 *
 * @example
 * ```ts
 * import { dcgan } from "@forger/layers";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const { generator, discriminator } = dcgan({ image: [28, 28, 1], seed: 42 });
 * assertEquals([generator.outputShape, discriminator.outputShape], [[null, 28, 28, 1], [null, 1]]);
 * ```
 *
 * @example Digits of a class that is asked for.
 * ```ts
 * import { dcgan } from "@forger/layers";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const { generator } = dcgan({ image: [8, 8, 1], latent: 16, classes: 10, condition: "projection" });
 * const labels = tf.oneHot(tf.tensor1d([3, 7], "int32"), 10).toFloat();
 * assertEquals((generator.apply([tf.zeros([2, 16]), labels]) as tf.Tensor).shape, [2, 8, 8, 1]);
 * ```
 */
export function dcgan(options: DcganOptions): NetworkPair {
  const build = checkedBuild(options);
  return {
    generator: dcganGenerator(build),
    discriminator: dcganDiscriminator(build),
    latentSize: build.latent,
    ...build.labels && { classes: build.labels.classes },
  };
}

function checkedBuild(options: DcganOptions): DcganBuild {
  const { latent = 64, discriminatorUnits, discriminatorNormalization = "batch", upsampling = "transposed", seed = 0 } =
    options;
  const image = checkedImage("dcgan", options.image);
  checkLatent("dcgan", latent);
  if (discriminatorUnits !== undefined) checkSizes("dcgan", { discriminatorUnits });
  const { generatorWidths = defaultWidths(image).reverse(), discriminatorWidths = defaultWidths(image) } = options;
  checkSizes("dcgan", { generatorWidths, discriminatorWidths });
  for (const [name, widths] of Object.entries({ generatorWidths, discriminatorWidths })) {
    if (widths.length > 0) continue;
    throw new RangeError(`Cannot build dcgan as ${name} must have one entry or more: current value is []`);
  }
  checkHalvings(image, generatorWidths, discriminatorWidths);
  checkChoice("build dcgan", "discriminatorNormalization", discriminatorNormalization, ["batch", "none"]);
  checkChoice("build dcgan", "upsampling", upsampling, ["transposed", "nearest", "bilinear", "bicubic"]);
  return {
    image,
    latent,
    generatorWidths,
    discriminatorWidths,
    discriminatorUnits,
    discriminatorNormalization,
    upsampling,
    labels: checkedLabels(options),
    normal: seededInitializers("dcgan", seed).normal,
  };
}

function checkedLabels({ classes, condition, embeddingUnits }: DcganOptions): DcganLabels | undefined {
  if (classes === undefined) {
    const given = Object.entries({ condition, embeddingUnits }).find(([, value]) => value !== undefined);
    if (!given) return undefined;
    throw new RangeError(
      `Cannot build dcgan as ${given[0]} must come with classes, the number of classes: current value is ${given[1]}`,
    );
  }
  checkClasses("dcgan", classes);
  const labels = { classes, condition: condition ?? "embedding", embeddingUnits: embeddingUnits ?? 50 };
  checkChoice("build dcgan", "condition", labels.condition, CONDITIONS);
  checkSizes("dcgan", { embeddingUnits: labels.embeddingUnits });
  if (condition === "concatenation" && embeddingUnits !== undefined) {
    throw new RangeError(
      `Cannot build dcgan as embeddingUnits must come with a condition that learns codes, not concatenation: current value is ${embeddingUnits}`,
    );
  }
  return labels;
}
