/**
 * The smallest GAN that there is: it learns to draw the parabola y = x² between -0.5 and 0.5, in seconds.
 *
 * What it teaches: the game itself, where all of it can be seen. The generator turns five random numbers into a point, the
 * discriminator says whether a point is of the curve; neither is told the function. As in the well-known tutorial, the
 * discriminator learns from 64 real points, then from 64 generated ones, and the generator from 128.
 *
 * What you should see: in `samples/`, blue points that leave their cloud within a thousand steps, gather at the red curve
 * and slide along it until they cover most of it. They lie within about 0.01 of it at the end. The accuracies that are
 * printed every 2,000 steps say nothing about that: they swing from 0 to 1 in good runs too, as the tutorial's do.
 * `docs/function_1d.md` has the figures over five seeds.
 *
 * How long: 4 s on two cores, most of it to compile the step.
 *
 * @see How to develop a 1D generative adversarial network from scratch in Keras. Brownlee, 2019,
 * https://machinelearningmastery.com/how-to-develop-a-generative-adversarial-network-for-a-1-dimensional-function-from-scratch-in-keras/
 *
 * @module
 */
import { adam } from "@forger/core";
import { functionPoints } from "@forger/data";
import { mlp } from "@forger/layers";
import { nonSaturating } from "@forger/losses";
import { discriminatorAccuracy, lossPlot, metricsFile, progress, saveGenerator, scatterPlot } from "@forger/plugins";
import { normalLatent } from "@forger/samplers";
import { type Experiment, experiment } from "@forger/trainers";

const LATENT_SIZE = 5;
const EVERY = 2_000; // steps between points of time at which one looks

const KERAS = { activation: "relu", initializer: "heUniform", outputInitializer: "glorotUniform" } as const;

const definition: Experiment = experiment({
  name: "function-1d",
  description: "a GAN of 223 parameters that learns a parabola in seconds",
  data: () => functionPoints({ name: "parabola", f: (x) => x * x, domain: [-0.5, 0.5] }),
  networks: ({ seed }) => ({
    generator: mlp({ name: "generator", sizes: [LATENT_SIZE, 15, 2], ...KERAS, seed }), // 122 parameters
    discriminator: mlp({ name: "discriminator", sizes: [2, 25, 1], ...KERAS, seed }), // 101
  }),
  latent: normalLatent(LATENT_SIZE),
  loss: nonSaturating, // binary cross-entropy, on logits
  optimizers: { discriminator: adam(1e-3), generator: adam(1e-3) }, // Adam's defaults
  batch: { real: 64, fake: 64, generator: 128 },
  discriminatorUpdate: "separate", // real points first, then generated ones, with an update after each
  fakes: "fresh", // the generator's update draws points of its own
  steps: 10_000,
  plugins: [
    discriminatorAccuracy(),
    progress({ every: EVERY, show: ["accuracy/real", "accuracy/fake"] }),
    scatterPlot({ every: EVERY }),
    metricsFile(),
    lossPlot(),
    saveGenerator(),
  ],
});

export default definition;
