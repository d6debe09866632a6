/**
 * Eight narrow Gaussians on a circle, the usual test for mode collapse, and a GAN without any trick that fails it.
 *
 * What it teaches: what mode collapse looks like, where one can see it. Whether all eight are covered is a matter of luck
 * with the seed; `rings-2d` has what helps. `--layout grid` is the harder test, 25 Gaussians on a square.
 *
 * What you should see: in `samples/`, blue points that jump from one set of red spots to another, on lines between them
 * and around them, or all of them in one place at last. `modes/covered` is how many of the eight have a point near, and
 * `modes/high-quality` the share of points that are near one. `docs/rings_2d.md` has the figures over five seeds.
 *
 * How long: 10 s on two cores.
 *
 * @see Unrolled generative adversarial networks. Metz, Poole, Pfau, Sohl-Dickstein, 2017, https://arxiv.org/abs/1611.02163
 *
 * @module
 */
import { adam } from "@forger/core";
import { gridOfGaussians, ringOfGaussians } from "@forger/data";
import { mlp } from "@forger/layers";
import { nonSaturating } from "@forger/losses";
import { lossPlot, metricsFile, modeCount, progress, saveGenerator, scatterPlot } from "@forger/plugins";
import { normalLatent } from "@forger/samplers";
import { configurable, type ConfigurableExperiment } from "@forger/trainers";

/** What may be chosen on the command line: `--layout grid`. */
export const OPTIONS = {
  layout: {
    description: "8 Gaussians on a circle, or 25 on a square",
    default: "ring",
    values: ["ring", "grid"],
  },
} as const;

const LATENT_SIZE = 2;
const HIDDEN = [128, 128, 128];
const EVERY = 500; // steps between looks

const definition: ConfigurableExperiment<typeof OPTIONS> = configurable(OPTIONS, ({ layout }) => ({
  name: "rings-2d-vanilla",
  description: "a GAN without tricks on Gaussians in the plane: mode collapse to look at",
  data: layout === "grid" ? gridOfGaussians : ringOfGaussians,
  networks: ({ seed }) => ({
    generator: mlp({ name: "generator", sizes: [LATENT_SIZE, ...HIDDEN, 2], seed }),
    discriminator: mlp({ name: "discriminator", sizes: [2, ...HIDDEN, 1], seed }),
  }),
  latent: normalLatent(LATENT_SIZE),
  loss: nonSaturating,
  optimizers: { discriminator: adam(1e-3), generator: adam(1e-3) }, // Adam's defaults
  batch: 256,
  steps: 5_000,
  plugins: [
    modeCount({ every: EVERY }),
    progress({ every: EVERY, show: ["modes/covered", "modes/high-quality"] }),
    scatterPlot({ every: EVERY }),
    metricsFile(),
    lossPlot(),
    saveGenerator(),
  ],
}));

export default definition;
