/**
 * A widely copied Keras program: a fully connected GAN on MNIST whose generator is normalized.
 *
 * What it teaches: how small a GAN program may be, and what batch normalization does for a generator of dense layers. The
 * discriminator is updated twice a step, on 32 real images and then on 32 generated ones, and the generator once, on 32.
 *
 * What you should see: noise takes shape within 1,000 steps, digits come from 5,000 on, speckled to the end. The
 * discriminator's accuracy wanders between 50 and 80 %. `docs/mnist_mlp_keras.md` has the figures.
 *
 * How long: 30,000 steps in about three minutes on two cores.
 *
 * @see Generative adversarial networks. Goodfellow et al., 2014, https://arxiv.org/abs/1406.2661
 * @see Keras-GAN, the program. Linder-Norén, 2017, https://github.com/eriklindernoren/Keras-GAN
 *
 * @module
 */
import { adam } from "@forger/core";
import { mnist } from "@forger/data";
import { mlp } from "@forger/layers";
import { nonSaturating } from "@forger/losses";
import { discriminatorAccuracy, lossPlot, metricsFile, progress, sampleGrid, saveGenerator } from "@forger/plugins";
import { normalLatent } from "@forger/samplers";
import { type Experiment, experiment } from "@forger/trainers";

const STEPS = 30_000;
const IMAGE = [28, 28, 1], LATENT_SIZE = 100;

const definition: Experiment = experiment({
  name: "mnist-mlp-keras",
  description: "a widely copied Keras GAN of dense layers on MNIST",
  data: () => mnist(),
  networks: ({ seed }) => ({
    generator: mlp({
      name: "generator",
      sizes: [LATENT_SIZE, 256, 512, 1024, IMAGE],
      activation: "leakyRelu",
      batchNormalization: { momentum: 0.8 }, // after the activation
      output: "tanh",
      seed,
    }),
    discriminator: mlp({ name: "discriminator", sizes: [IMAGE, 512, 256, 1], activation: "leakyRelu", seed }),
  }),
  latent: normalLatent(LATENT_SIZE),
  loss: nonSaturating, // binary cross-entropy, on logits
  optimizers: { discriminator: adam(2e-4, { beta1: 0.5 }), generator: adam(2e-4, { beta1: 0.5 }) },
  batch: 32,
  discriminatorUpdate: "separate", // real images first, then generated ones, with an update after each
  steps: STEPS,
  plugins: [
    discriminatorAccuracy(),
    progress({ every: 200, values: ["discriminator", "accuracy/real", "accuracy/fake", "generator"] }),
    sampleGrid({ every: 200, count: 25, columns: 5 }),
    metricsFile(),
    lossPlot(),
    saveGenerator(),
  ],
});

export default definition;
