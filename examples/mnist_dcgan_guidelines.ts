/**
 * A DCGAN on MNIST by the guidelines of the paper, to the letter: strided and transposed convolutions, no hidden dense
 * layers, batch normalization but for the generator's output and the discriminator's input.
 *
 * What it teaches: the recipe from which most convolutional GANs descend; and, with `--upsampling nearest`, `bilinear` or
 * `bicubic`, what takes the place of transposed convolutions where these leave checkerboards.
 *
 * What you should see: digits within the first epoch, many of them readable after five. The discriminator stays ahead, and
 * the recipe works in spite of it. `docs/mnist_dcgan_guidelines.md` has the figures.
 *
 * @see Unsupervised representation learning with deep convolutional generative adversarial networks. Radford, Metz,
 * Chintala, 2015, https://arxiv.org/abs/1511.06434
 * @see Deconvolution and checkerboard artifacts. Odena, Dumoulin, Olah, 2016, https://distill.pub/2016/deconv-checkerboard/
 *
 * @module
 */
import { adam } from "@forger/core";
import { mnist } from "@forger/data";
import { dcgan } from "@forger/layers";
import { nonSaturating } from "@forger/losses";
import {
  discriminatorOutputs,
  lossPlot,
  metricsFile,
  progress,
  sampleGif,
  sampleGrid,
  saveGenerator,
  tensorboard,
} from "@forger/plugins";
import { normalLatent } from "@forger/samplers";
import { configurable, type Experiment } from "@forger/trainers";

const EPOCHS = 5;
const STEPS_PER_EPOCH = 469; // 60,000 images in batches of 128
const LATENT_SIZE = 100;

const definition: Experiment = configurable(
  {
    upsampling: {
      description: "how the generator doubles its maps",
      default: "transposed",
      values: ["transposed", "nearest", "bilinear", "bicubic"],
    },
  },
  ({ upsampling }) => ({
    name: "mnist-dcgan-guidelines",
    description: "a DCGAN on MNIST by the paper's guidelines",
    data: () => mnist(),
    networks: ({ seed }) => dcgan({ image: [28, 28, 1], latent: LATENT_SIZE, upsampling, seed }),
    latent: normalLatent(LATENT_SIZE),
    loss: nonSaturating, // binary cross-entropy, on logits
    optimizers: { discriminator: adam(2e-4, { beta1: 0.5 }), generator: adam(2e-4, { beta1: 0.5 }) },
    batch: 128,
    fakes: "shared", // one generation of images for both players
    steps: EPOCHS * STEPS_PER_EPOCH,
    plugins: [
      discriminatorOutputs(),
      progress(),
      sampleGrid({ every: STEPS_PER_EPOCH }),
      sampleGif({ every: 50 }), // the same latents all the time: `samples/training.gif`
      metricsFile(),
      tensorboard({ images: STEPS_PER_EPOCH }), // `tensorboard --logdir runs`
      lossPlot(),
      saveGenerator(),
    ],
  }),
);

export default definition;
