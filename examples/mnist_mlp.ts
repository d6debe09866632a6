/**
 * The fully connected GAN with which many a PyTorch course begins, on MNIST: two networks of three layers, no tricks.
 *
 * What it teaches: that a GAN needs no convolutions; and what its players say of each other, D(x) and D(G(z)), which are
 * drawn beside the losses. The discriminator begins by telling all apart, and the generator closes in on it.
 *
 * What you should see: a white blot after an epoch, strokes after ten, digits with stray pixels after fifty; they get
 * cleaner slowly. `samples/real.png` shows what they are to look like. `docs/mnist_mlp.md` has the figures.
 *
 * How long: 600 steps an epoch, 4 ms a step on two cores: all 300 epochs in 12 minutes. `--steps 30000` is a first look.
 *
 * @see Generative adversarial networks. Goodfellow et al., 2014, https://arxiv.org/abs/1406.2661
 *
 * @module
 */
import { adam } from "@forger/core";
import { mnist } from "@forger/data";
import { mlp } from "@forger/layers";
import { nonSaturating } from "@forger/losses";
import {
  discriminatorOutputs,
  lossPlot,
  metricsFile,
  progress,
  sampleGrid,
  saveGenerator,
  valuePlot,
} from "@forger/plugins";
import { normalLatent } from "@forger/samplers";
import { type Experiment, experiment } from "@forger/trainers";

const EPOCHS = 300;
const STEPS_PER_EPOCH = 600; // 60,000 images in batches of 100
const IMAGE = [28, 28, 1], LATENT_SIZE = 64, HIDDEN = 256;

const definition: Experiment = experiment({
  name: "mnist-mlp",
  description: "a fully connected GAN on MNIST, three hundred epochs",
  data: () => mnist(),
  networks: ({ seed }) => ({
    generator: mlp({
      name: "generator",
      sizes: [LATENT_SIZE, HIDDEN, HIDDEN, IMAGE],
      output: "tanh",
      initializer: "pytorch",
      seed,
    }),
    discriminator: mlp({
      name: "discriminator",
      sizes: [IMAGE, HIDDEN, HIDDEN, 1],
      activation: "leakyRelu",
      initializer: "pytorch",
      seed,
    }),
  }),
  latent: normalLatent(LATENT_SIZE),
  loss: nonSaturating, // binary cross-entropy, on logits
  optimizers: { discriminator: adam(2e-4, { epsilon: 1e-8 }), generator: adam(2e-4, { epsilon: 1e-8 }) }, // PyTorch's
  batch: 100,
  steps: EPOCHS * STEPS_PER_EPOCH,
  plugins: [
    discriminatorOutputs(), // D(x) and D(G(z))
    progress({ every: 200, values: ["discriminator", "generator", "output/real", "output/fake"] }),
    sampleGrid({ every: 5 * STEPS_PER_EPOCH, count: 100, columns: 10, real: true }),
    metricsFile({ every: 200 }),
    lossPlot(),
    valuePlot(), // D(x) and D(G(z)): `scores.svg`
    saveGenerator(),
  ],
});

export default definition;
