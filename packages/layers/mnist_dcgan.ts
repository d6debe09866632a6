import * as tf from "@tensorflow/tfjs";
import { activationLayer } from "./_activation_layer.ts";
import { type Initializers, seededInitializers } from "./_initializers.ts";
import { dropout } from "./dropout.ts";
import type { NetworkPair } from "./network_pair.ts";

/** Options of {@linkcode mnistDcgan}. */
export interface MnistDcganOptions {
  /** Where the initial weights are drawn from, an integer from 0 to 2^53 - 1. @default {0} */
  readonly seed?: number;
}

const LATENT_SIZE = 100;

function createDiscriminator({ normal, glorotUniform }: Initializers): tf.LayersModel {
  const conv = (name: string, inputShape?: number[]) =>
    tf.layers.conv2d({
      name,
      inputShape,
      filters: 64,
      kernelSize: 3,
      strides: 2,
      padding: "same",
      kernelInitializer: normal(name, 0.02),
    });
  const dense = "discriminator_logits";
  return tf.sequential({
    name: "discriminator",
    layers: [
      conv("discriminator_conv_1", [28, 28, 1]), // [batch, 14, 14, 64]
      activationLayer("leakyRelu", "discriminator_leaky_relu_1"),
      conv("discriminator_conv_2"), // [batch, 7, 7, 64]
      activationLayer("leakyRelu", "discriminator_leaky_relu_2"),
      tf.layers.flatten({ name: "discriminator_flatten" }), // [batch, 3136]
      dropout({ rate: 0.4, name: "discriminator_dropout" }),
      tf.layers.dense({ name: dense, units: 1, kernelInitializer: glorotUniform(dense) }),
    ],
  });
}

function createGenerator({ glorotUniform }: Initializers): tf.LayersModel {
  const upscale = (name: string) =>
    tf.layers.conv2dTranspose({
      name,
      filters: 128,
      kernelSize: 4,
      strides: 2,
      padding: "same",
      kernelInitializer: glorotUniform(name),
    });
  const dense = "generator_dense", image = "generator_image";
  return tf.sequential({
    name: "generator",
    layers: [
      tf.layers.dense({
        name: dense,
        inputShape: [LATENT_SIZE],
        units: 7 * 7 * 128,
        kernelInitializer: glorotUniform(dense),
      }),
      activationLayer("leakyRelu", "generator_leaky_relu_1"),
      tf.layers.reshape({ name: "generator_reshape", targetShape: [7, 7, 128] }),
      upscale("generator_conv_transpose_1"), // [batch, 14, 14, 128]
      activationLayer("leakyRelu", "generator_leaky_relu_2"),
      upscale("generator_conv_transpose_2"), // [batch, 28, 28, 128]
      activationLayer("leakyRelu", "generator_leaky_relu_3"),
      tf.layers.conv2d({
        name: image,
        filters: 1,
        kernelSize: 7,
        padding: "same",
        kernelInitializer: glorotUniform(image),
      }),
      activationLayer("sigmoid", "generator_sigmoid"),
    ],
  });
}

/**
 * The DCGAN of the Keras tutorial on MNIST: 1,164,289 parameters in the generator and 40,705 in the discriminator.
 *
 * Images are `[batch, 28, 28, 1]` in [0, 1], latents `[batch, 100]`. The tutorial's discriminator ends with a sigmoid; this
 * one gives logits `[batch, 1]`, on which losses are exact.
 *
 * @throws {RangeError} If the seed is not an integer from 0 to 2^53 - 1.
 * @see How to develop a GAN for generating MNIST handwritten digits. Brownlee, 2019,
 * https://machinelearningmastery.com/how-to-develop-a-generative-adversarial-network-for-an-mnist-handwritten-digits-from-scratch-in-keras/
 *
 * @example
 * ```ts
 * import { countParameters, mnistDcgan } from "@forger/layers";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const { generator, discriminator } = mnistDcgan({ seed: 42 });
 * assertEquals(countParameters(generator).total + countParameters(discriminator).total, 1_204_994);
 * ```
 */
export function mnistDcgan(options: MnistDcganOptions = {}): NetworkPair {
  const { seed = 0 } = options;
  const initializers = seededInitializers("mnistDcgan", seed);
  return {
    generator: createGenerator(initializers),
    discriminator: createDiscriminator(initializers),
    latentSize: LATENT_SIZE,
  };
}
