/**
 * A DCGAN on MNIST with the Wasserstein loss and the gradient penalty: WGAN-GP, as its paper has it.
 *
 * What it teaches: the discriminator, here a critic, gives scores instead of probabilities, and the difference of their
 * means measures how far generated images are from real ones. It must not be steep, which the penalty sees to, and it must
 * be ahead, so that five of its updates go with one of the generator. It has no batch normalization, as the penalty is per
 * image.
 *
 * What you should see: the discriminator's loss falls to some -18 and rises steadily towards 0, and as it does the
 * pictures get better: this loss means something. `docs/mnist_wgan_gp.md` has the figures.
 *
 * @see Improved training of Wasserstein GANs. Gulrajani, Ahmed, Arjovsky, Dumoulin, Courville, 2017, https://arxiv.org/abs/1704.00028
 *
 * @module
 */
import { adam } from "@forger/core";
import { mnist } from "@forger/data";
import { dcgan } from "@forger/layers";
import { wasserstein } from "@forger/losses";
import { gradientPenalty, lossPlot, metricsFile, progress, sampleGrid, saveGenerator } from "@forger/plugins";
import { normalLatent } from "@forger/samplers";
import { type Experiment, experiment } from "@forger/trainers";

const STEPS = 3_000; // of five updates of the discriminator and one of the generator
const LATENT_SIZE = 64;

const definition: Experiment = experiment({
  name: "mnist-wgan-gp",
  description: "a DCGAN on MNIST with the Wasserstein loss and a gradient penalty",
  data: () => mnist(),
  networks: ({ seed }) =>
    dcgan({
      image: [28, 28, 1],
      latent: LATENT_SIZE,
      generatorWidths: [64, 32],
      discriminatorWidths: [32, 64],
      discriminatorNormalization: "none",
      seed,
    }),
  latent: normalLatent(LATENT_SIZE),
  loss: wasserstein,
  optimizers: {
    discriminator: adam(2e-4, { beta1: 0, beta2: 0.9 }),
    generator: adam(2e-4, { beta1: 0, beta2: 0.9 }),
  },
  batch: 64,
  updates: { discriminator: 5, generator: 1 },
  steps: STEPS,
  plugins: [
    gradientPenalty({ weight: 10 }),
    progress(),
    sampleGrid({ every: 500 }),
    metricsFile(),
    lossPlot(),
    saveGenerator(),
  ],
});

export default definition;
