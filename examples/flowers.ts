/**
 * Flowers in colour, drawn by the data source itself, or the photographs of a folder of your own: `--data ./photos`.
 *
 * What it teaches: what changes from digits to pictures in colour. Images are 64 x 64 pixels, so both networks have a stage
 * more; the generator enlarges its maps and then convolves them, where transposed convolutions would leave checkerboards; and
 * every image that the discriminator sees is shifted and changes its colours, so that it cannot learn a small folder by heart.
 *
 * What you should see: coloured spots on green after 500 steps, flowers with a middle after 1,500, and from then on petals:
 * daisies, sunflowers, poppies, pansies, roses, tulips and bellflowers, more and more of them of one kind and not of two. The
 * discriminator's loss falls slowly to 1.0, the generator's rises to 1.1.
 *
 * Look at `samples/training.gif`. Of your own photographs a few hundred are enough to begin with; the more alike they are, the
 * better: one kind of thing, in the middle. `deno task data ./photos` shows what the network will see of them.
 *
 * How long: about 10 min on two cores. `docs/flowers.md` has the pictures.
 *
 * @see Differentiable augmentation for data-efficient GAN training. Zhao, Liu, Lin, Zhu, Han, 2020, https://arxiv.org/abs/2006.10738
 * @see Deconvolution and checkerboard artifacts. Odena, Dumoulin, Olah, 2016, https://distill.pub/2016/deconv-checkerboard/
 *
 * @module
 */
import { adam, linear, warmup } from "@forger/core";
import { flowers, imageFolder } from "@forger/data";
import { dcgan } from "@forger/layers";
import { nonSaturating } from "@forger/losses";
import {
  approximatedR1,
  diffAugment,
  ema,
  lossPlot,
  metricsFile,
  progress,
  sampleGif,
  sampleGrid,
  saveGenerator,
} from "@forger/plugins";
import { normalLatent } from "@forger/samplers";
import { configurable, type Experiment } from "@forger/trainers";

const SIDE = 64; // pixels
const STEPS = 5_000;
const WARMUP = 100; // Adam's first updates are large whatever the gradients
const LATENT_SIZE = 64;

const definition: Experiment = configurable(
  {
    data: {
      description: "a folder of photographs to learn from; drawn flowers where there is none",
      default: "",
    },
    strict: { description: "whether a photograph that cannot be read ends training", default: false },
  },
  ({ data, strict }) => ({
    name: "flowers",
    description: "a DCGAN in colour that learns flowers, or the photographs of a folder",
    data: () => data === "" ? flowers({ size: SIDE }) : imageFolder(data, { size: SIDE, strict }),
    networks: ({ seed }) =>
      dcgan({
        image: [SIDE, SIDE, 3],
        latent: LATENT_SIZE,
        generatorWidths: [192, 96, 48, 24], // 4 x 4 maps of 192 channels, then 8 x 8 of 96, …
        discriminatorWidths: [24, 48, 96, 192],
        discriminatorNormalization: "none", // it judges each image by itself
        upsampling: "nearest",
        seed,
      }),
    latent: normalLatent(LATENT_SIZE),
    loss: nonSaturating,
    optimizers: {
      discriminator: adam(warmup(WARMUP, linear(1e-3, 0)), { beta1: 0.5 }), // falling to zero over the run settles the players
      generator: adam(warmup(WARMUP, linear(1e-3, 0)), { beta1: 0.5 }),
    },
    batch: 32,
    fakes: "shared", // one generation of images for both players
    steps: STEPS,
    plugins: [
      diffAugment({ cutout: 0 }), // shifts and colours, of real and generated images alike
      approximatedR1({ weight: 20, stddev: 0.1 }), // keeps the discriminator from running ahead
      ema({ decay: 0.995 }), // samples come from averaged weights
      progress(),
      sampleGrid({ every: 500 }),
      sampleGif({ every: 50 }),
      metricsFile(),
      lossPlot(),
      saveGenerator(),
    ],
  }),
);

export default definition;
