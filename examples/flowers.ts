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
const STEPS = 4_000;
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
        generatorWidths: [192, 96, 48, 24],
        discriminatorWidths: [24, 48, 96, 192],
        discriminatorNormalization: "none",
        upsampling: "nearest",
        seed,
      }),
    latent: normalLatent(LATENT_SIZE),
    loss: nonSaturating,
    optimizers: {
      discriminator: adam(warmup(100, linear(1e-3, 0)), { beta1: 0.5 }),
      generator: adam(warmup(100, linear(1e-3, 0)), { beta1: 0.5 }),
    },
    batch: 32,
    fakes: "shared",
    steps: STEPS,
    plugins: [
      diffAugment({ cutout: 0.25 }),
      approximatedR1({ weight: 150, stddev: 0.1 }),
      ema({ decay: 0.995 }),
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
