/**
 * The DCGAN of a well-known tutorial on MNIST: large networks, no tricks, a hundred epochs. The one to compare with.
 *
 * What it teaches: where the choices of a training stand. The discriminator is updated twice a step, on 256 real images and
 * then on 128 generated ones, and the generator once, on 256. The tutorial's page has one update on 128 of each instead:
 * `batch: { real: 128, fake: 128, generator: 256 }, discriminatorUpdate: "joint"`.
 *
 * What you should see: by the tutorial's account, digits after some twenty or thirty epochs; `samples/` gets a picture every
 * ten. The discriminator's loss, real and generated images together, begins at 1.4 and the generator's at 0.7; neither
 * says much of the quality.
 *
 * How long: 0.7 s a step on two cores, so about five hours for the 23,400 steps. `--steps 2340`, ten epochs in half an
 * hour, is a first look.
 *
 * @see How to develop a GAN for generating MNIST handwritten digits. Brownlee, 2019,
 * https://machinelearningmastery.com/how-to-develop-a-generative-adversarial-network-for-an-mnist-handwritten-digits-from-scratch-in-keras/
 *
 * @module
 */
import { adam } from "@forger/core";
import { mnist } from "@forger/data";
import { mnistDcgan } from "@forger/layers";
import { nonSaturating } from "@forger/losses";
import { lossPlot, metricsFile, progress, sampleGrid, saveGenerator } from "@forger/plugins";
import { normalLatent } from "@forger/samplers";
import { type Experiment, experiment } from "@forger/trainers";

const EPOCHS = 100;
const STEPS_PER_EPOCH = 234; // 60,000 images in batches of 256

const definition: Experiment = experiment({
  name: "mnist-dcgan",
  description: "a well-known tutorial's DCGAN on MNIST, a hundred epochs: hours on a CPU",
  data: () => mnist({ range: [0, 1] }), // as the generator ends in a sigmoid
  networks: ({ seed }) => mnistDcgan({ seed }),
  latent: normalLatent(100),
  loss: nonSaturating, // binary cross-entropy, on logits
  optimizers: {
    discriminator: adam(2e-4, { beta1: 0.5 }),
    generator: adam(2e-4, { beta1: 0.5 }),
  },
  batch: { real: 256, fake: 128, generator: 256 },
  discriminatorUpdate: "separate", // real images first, then generated ones, with an update after each
  fakes: "fresh", // the generator's update draws images of its own
  steps: EPOCHS * STEPS_PER_EPOCH,
  plugins: [
    progress(),
    sampleGrid({ every: 10 * STEPS_PER_EPOCH }),
    metricsFile(),
    lossPlot(),
    saveGenerator(),
  ],
});

export default definition;
