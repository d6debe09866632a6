import type { Layer, Shape } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { activationLayer } from "./_activation_layer.ts";
import { checkSizes } from "./_check_sizes.ts";
import { type Initializers, seededInitializers } from "./_initializers.ts";
import type { NetworkPair } from "./network_pair.ts";

/** Options of {@linkcode dcgan}. */
export interface DcganOptions {
  /** The shape of an image, `[height, width, channels]`; each width below halves height and width. */
  readonly image: Shape;
  /** The length of a latent. @default {64} */
  readonly latent?: number;
  /** Channels of the generator's feature maps, smallest map first. @default {[128, 64]} */
  readonly generatorWidths?: readonly number[];
  /** Channels of the discriminator's feature maps, largest map first. @default {[32, 64]} */
  readonly discriminatorWidths?: readonly number[];
  /** Units of the discriminator's hidden dense layer. @default {256} */
  readonly discriminatorUnits?: number;
  /** Where the initial weights are drawn from, an integer from 0 to 2^53 - 1. @default {0} */
  readonly seed?: number;
}

/** Kernel 4 with stride 2: every output sees equally many inputs, so that no checkerboard appears. */
const RESAMPLE = { kernelSize: 4, strides: 2, padding: "same" } as const;

const STDDEV = 0.02;

type Build = Required<Omit<DcganOptions, "seed">> & Pick<Initializers, "normal">;

function createGenerator({ image, latent, generatorWidths, normal }: Build): tf.LayersModel {
  const [height, width, channels] = image as [number, number, number];
  const scale = 2 ** generatorWidths.length, base = [height / scale, width / scale, generatorWidths[0]!];
  const kernel = (name: string) => ({ name, kernelInitializer: normal(name, STDDEV) });
  const normalized = (index: number): Layer[] => [
    tf.layers.batchNormalization({ name: `generator_batch_normalization_${index}`, epsilon: 1e-5, momentum: 0.9 }),
    activationLayer("relu", `generator_relu_${index}`),
  ];
  return tf.sequential({
    name: "generator",
    layers: [
      // normalization has its own offset, so that what comes before it needs no bias
      tf.layers.dense({
        ...kernel("generator_dense"),
        inputShape: [latent],
        units: tf.util.sizeFromShape(base),
        useBias: false,
      }),
      tf.layers.reshape({ name: "generator_reshape", targetShape: base }),
      ...normalized(1),
      ...generatorWidths.slice(1).flatMap((filters, index) => [
        tf.layers.conv2dTranspose({
          ...kernel(`generator_conv_transpose_${index + 1}`),
          ...RESAMPLE,
          filters,
          useBias: false,
        }),
        ...normalized(index + 2),
      ]),
      tf.layers.conv2dTranspose({ ...kernel("generator_image"), ...RESAMPLE, filters: channels }),
      activationLayer("tanh", "generator_tanh"),
    ],
  });
}

function createDiscriminator({ image, discriminatorWidths, discriminatorUnits, normal }: Build): tf.LayersModel {
  const kernel = (name: string) => ({ name, kernelInitializer: normal(name, STDDEV) });
  return tf.sequential({
    name: "discriminator",
    layers: [
      ...discriminatorWidths.flatMap((filters, index) => [
        tf.layers.conv2d({
          ...kernel(`discriminator_conv_${index + 1}`),
          ...RESAMPLE,
          filters,
          inputShape: index === 0 ? [...image] : undefined,
        }),
        activationLayer("leakyRelu", `discriminator_leaky_relu_${index + 1}`),
      ]),
      tf.layers.flatten({ name: "discriminator_flatten" }),
      tf.layers.dense({ ...kernel("discriminator_dense"), units: discriminatorUnits }),
      activationLayer("leakyRelu", `discriminator_leaky_relu_${discriminatorWidths.length + 1}`),
      tf.layers.dense({ ...kernel("discriminator_logits"), units: 1 }),
    ],
  });
}

/**
 * A small deep convolutional GAN: by default it learns MNIST in minutes on a CPU.
 *
 * Images are `[batch, height, width, channels]` in [-1, 1], latents `[batch, latent]`, logits `[batch, 1]`. The generator
 * has batch normalization; the discriminator has none, so that it judges each image by itself.
 *
 * @throws {RangeError} If a size is not a positive integer, an image's side is not divisible by 2 for every width, or the
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
 */
export function dcgan(options: DcganOptions): NetworkPair {
  const {
    image,
    latent = 64,
    generatorWidths = [128, 64],
    discriminatorWidths = [32, 64],
    discriminatorUnits = 256,
    seed = 0,
  } = options;
  checkSizes("dcgan", { image, latent, generatorWidths, discriminatorWidths, discriminatorUnits });
  if (generatorWidths.length === 0) {
    throw new RangeError("Cannot build dcgan as generatorWidths must have one entry or more: current value is []");
  }
  const scale = 2 ** Math.max(generatorWidths.length, discriminatorWidths.length);
  if (image.length !== 3 || image[0]! % scale !== 0 || image[1]! % scale !== 0) {
    throw new RangeError(
      `Cannot build dcgan as image must be [height, width, channels] with sides divisible by ${scale}, 2 for each width: current value is [${image}]`,
    );
  }
  const build = {
    image,
    latent,
    generatorWidths,
    discriminatorWidths,
    discriminatorUnits,
    ...seededInitializers("dcgan", seed),
  };
  return {
    generator: createGenerator(build),
    discriminator: createDiscriminator(build),
    latentSize: latent,
  };
}
