import type { Networks } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";

/** The length of a latent. */
const LATENT = 64;

/** Twice the height and the width. */
const UPSCALE = { kernelSize: 4, strides: 2, padding: "same" } as const;

const LEAK = { alpha: 0.2 };

/**
 * Small convolutional networks for WGAN-GP, without normalization and dropout, so that each image is judged by itself.
 *
 * Images are `[batch, 28, 28, 1]` in [-1, 1], latents `[batch, 64]`, scores `[batch, 1]`. The generator has 118,849
 * parameters, the critic 11,137. Equal seeds give equal weights.
 */
export function wganGpNetworks({ seed }: { readonly seed: number }): Networks {
  let drawn = 0;
  const weights = () => ({ kernelInitializer: tf.initializers.glorotUniform({ seed: 100 * seed + ++drawn }) });
  const generator = tf.sequential({
    name: "generator",
    layers: [
      tf.layers.dense({ ...weights(), inputShape: [LATENT], units: 7 * 7 * 32 }),
      tf.layers.leakyReLU(LEAK),
      tf.layers.reshape({ targetShape: [7, 7, 32] }),
      tf.layers.conv2dTranspose({ ...weights(), ...UPSCALE, filters: 32 }), // [batch, 14, 14, 32]
      tf.layers.leakyReLU(LEAK),
      tf.layers.conv2dTranspose({ ...weights(), ...UPSCALE, filters: 1, activation: "tanh" }),
    ],
  });
  const halve = (inputShape?: number[]) =>
    tf.layers.conv2d({ ...weights(), inputShape, filters: 32, kernelSize: 3, strides: 2, padding: "same" });
  const discriminator = tf.sequential({
    name: "discriminator",
    layers: [
      halve([28, 28, 1]), // [batch, 14, 14, 32]
      tf.layers.leakyReLU(LEAK),
      halve(), // [batch, 7, 7, 32]
      tf.layers.leakyReLU(LEAK),
      tf.layers.flatten(),
      tf.layers.dense({ ...weights(), units: 1 }),
    ],
  });
  return { generator, discriminator };
}
