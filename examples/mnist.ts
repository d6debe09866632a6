/**
 * The default experiment: a small DCGAN that learns to write digits on a CPU, in a few minutes on two cores.
 *
 * What it teaches: everything that a run is made of stands in one file, data, networks, loss, optimizers and plugins. Two
 * plugins make it quick: one keeps the discriminator flat around real images, the other averages the generator's weights.
 *
 * What you should see: strokes after 500 steps, many a readable digit after 1,500, and from then on fewer and fewer that
 * are none. The discriminator's loss stays near 1.3 and the generator's near 0.8: neither goes to zero, as each keeps up
 * with the other.
 *
 * Look at `samples/`, `losses.svg` and `metrics.csv` in the run's folder; `model/` loads in a browser.
 *
 * @module
 */
import { adam, linear, warmup } from "@forger/core";
import { mnist } from "@forger/data";
import { dcgan, type DcganOptions } from "@forger/layers";
import { nonSaturating } from "@forger/losses";
import { approximatedR1, ema, lossPlot, metricsFile, progress, sampleGrid, saveGenerator } from "@forger/plugins";
import { normalLatent } from "@forger/samplers";
import { type Experiment, experiment } from "@forger/trainers";

const STEPS = 5_000; // about 3 epochs
const WARMUP = 100; // Adam's first updates are large whatever the gradients
const LATENT_SIZE = 64;

/** The networks' sizes, which the experiments with labels share. */
export const NETWORKS: DcganOptions = {
  image: [28, 28, 1],
  latent: LATENT_SIZE,
  generatorWidths: [128, 64], // 7 x 7 maps of 128 channels, then 14 x 14 of 64
  discriminatorWidths: [32, 64],
  discriminatorNormalization: "none", // it judges each image by itself
  discriminatorUnits: 256,
};

const definition: Experiment = experiment({
  name: "mnist",
  description: "a small DCGAN that learns MNIST in minutes on a CPU",
  data: () => mnist(), // 60,000 digits, 28 x 28 pixels in [-1, 1]
  networks: ({ seed }) => dcgan({ ...NETWORKS, seed }),
  latent: normalLatent(LATENT_SIZE),
  loss: nonSaturating,
  optimizers: {
    discriminator: adam(warmup(WARMUP, linear(2e-3, 0)), { beta1: 0.5 }), // falling to zero over the run settles the players
    generator: adam(warmup(WARMUP, linear(3e-3, 0)), { beta1: 0.5 }),
  },
  batch: 32,
  steps: STEPS,
  plugins: [
    approximatedR1({ weight: 150, stddev: 0.1 }), // keeps the discriminator from running ahead
    ema(), // samples come from averaged weights, which are better than those of any one step
    progress(),
    sampleGrid({ every: 500 }),
    metricsFile(),
    lossPlot(),
    saveGenerator(),
  ],
});

export default definition;
