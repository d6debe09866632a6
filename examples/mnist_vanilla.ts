/**
 * A small DCGAN on MNIST with no trick at all: the run with which `mnist-tricks` is compared.
 *
 * What it teaches: how far the plain recipe goes, and where it fails. Networks, batch and rates are those of `mnist-tricks`.
 *
 * What you should see: for the first 500 steps the discriminator wins, its loss is next to nothing and the pictures are
 * blots; then the generator catches up, and shapes like digits come after 1,500. `docs/mnist_tricks.md` has the figures.
 *
 * @module
 */
import { adam } from "@forger/core";
import { mnist } from "@forger/data";
import { dcgan } from "@forger/layers";
import { nonSaturating } from "@forger/losses";
import { lossPlot, metricsFile, progress, sampleGrid, saveGenerator } from "@forger/plugins";
import { normalLatent } from "@forger/samplers";
import { type Experiment, experiment } from "@forger/trainers";

const STEPS = 2_000; // about 2 epochs
const LATENT_SIZE = 64;

const definition: Experiment = experiment({
  name: "mnist-vanilla",
  description: "a small DCGAN on MNIST without any trick, to compare with",
  data: () => mnist(), // 60,000 digits, 28 x 28 pixels in [-1, 1]
  networks: ({ seed }) =>
    dcgan({
      image: [28, 28, 1],
      latent: LATENT_SIZE,
      generatorWidths: [64, 32],
      discriminatorWidths: [32, 64],
      discriminatorNormalization: "none", // it judges each image by itself
      discriminatorUnits: 128,
      seed,
    }),
  latent: normalLatent(LATENT_SIZE),
  loss: nonSaturating,
  optimizers: { discriminator: adam(2e-4, { beta1: 0.5 }), generator: adam(2e-4, { beta1: 0.5 }) }, // DCGAN's
  batch: 64,
  steps: STEPS,
  plugins: [progress(), sampleGrid({ every: 500 }), metricsFile(), lossPlot(), saveGenerator()],
});

export default definition;
