import { adam, stepwise } from "@forger/core";
import { mnist } from "@forger/data";
import { wasserstein } from "@forger/losses";
import { normalLatent } from "@forger/samplers";
import { type Experiment, experiment, type Networks, type Plugin } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";

const LATENT_SIZE = 64;

/** What TF-GAN's tutorial adds to each player's loss: this times the sum of the squares of its kernels and biases. */
const WEIGHT_DECAY = 2.5e-5;

/** One layer after another, each with a name and a seed of its own. */
function layersOf(network: string, seed: number) {
  let number = 0;
  const next = (kind: string) => ({ name: `${network}_${kind}_${++number}` });
  const kernel = () => ({ kernelInitializer: tf.initializers.glorotUniform({ seed: seed * 1000 + number + 1 }) });
  return {
    dense: (units: number, inputShape?: number[]) =>
      tf.layers.dense({ ...kernel(), ...next("dense"), units, inputShape }),
    convolution: (filters: number, strides: number, inputShape?: number[]) =>
      tf.layers.conv2d({
        ...kernel(),
        ...next("convolution"),
        filters,
        kernelSize: 4,
        strides,
        padding: "same",
        inputShape,
      }),
    upscale: (filters: number) =>
      tf.layers.conv2dTranspose({
        ...kernel(),
        ...next("upscale"),
        filters,
        kernelSize: 4,
        strides: 2,
        padding: "same",
        activation: "relu",
      }),
    normalize: () => tf.layers.batchNormalization({ ...next("normalization"), momentum: 0.999, epsilon: 0.001 }),
    relu: () => tf.layers.reLU(next("relu")),
    leakyRelu: () => tf.layers.leakyReLU({ ...next("leaky_relu"), alpha: 0.01 }),
    flatten: () => tf.layers.flatten(next("flatten")),
    reshape: (targetShape: number[]) => tf.layers.reshape({ ...next("reshape"), targetShape }),
    tanh: () => tf.layers.activation({ ...next("tanh"), activation: "tanh" }),
  };
}

/** The networks of TF-GAN's tutorial: 13,307,265 and 6,560,961 parameters. */
export function tfGanTutorialNetworks({ seed }: { readonly seed: number }): Networks {
  const g = layersOf("generator", seed), d = layersOf("discriminator", seed + 1);
  return {
    generator: tf.sequential({
      name: "generator",
      layers: [
        g.dense(1024, [LATENT_SIZE]),
        g.normalize(),
        g.relu(),
        g.dense(7 * 7 * 256),
        g.normalize(),
        g.relu(),
        g.reshape([7, 7, 256]),
        g.upscale(64), // [batch, 14, 14, 64]
        g.upscale(64), // [batch, 28, 28, 64]
        g.convolution(1, 1),
        g.tanh(),
      ],
    }),
    discriminator: tf.sequential({
      name: "discriminator",
      layers: [
        d.convolution(64, 2, [28, 28, 1]), // [batch, 14, 14, 64]
        d.leakyRelu(),
        d.convolution(128, 2), // [batch, 7, 7, 128]
        d.leakyRelu(),
        d.flatten(),
        d.dense(1024),
        d.normalize(),
        d.leakyRelu(),
        d.dense(1),
      ],
    }),
  };
}

/** L2 regularization of kernels and biases, as TF-GAN's tutorial has it: its gradients are added to the loss's. */
function weightDecay(): Plugin {
  return {
    name: "weight-decay",
    transformGradients: (gradients, { variables }) =>
      gradients.map((gradient, index) => {
        const variable = variables[index]!;
        return /kernel|bias/.test(variable.name) ? gradient.add(variable.mul(2 * WEIGHT_DECAY)) : gradient;
      }),
  };
}

/**
 * The training of TF-GAN's tutorial: the Wasserstein loss with neither clipping nor penalty, batches of 32.
 *
 * @see TF-GAN tutorial, https://github.com/tensorflow/gan/blob/master/tensorflow_gan/examples/colab_notebooks/tfgan_tutorial.ipynb
 */
export const TF_GAN_TUTORIAL: Experiment = experiment({
  name: "tf-gan-tutorial",
  description: "the training of TF-GAN's tutorial",
  data: () => mnist(),
  networks: tfGanTutorialNetworks,
  latent: normalLatent(LATENT_SIZE),
  loss: wasserstein,
  optimizers: {
    discriminator: adam(2e-4, { beta1: 0.5 }),
    generator: adam(stepwise([[0, 1e-3], [1000, 5e-4]]), { beta1: 0.5 }),
  },
  batch: 32,
  steps: 2_000,
  plugins: [weightDecay()],
});
