/**
 * The default experiment with labels: the generator draws the digit that it is asked for.
 *
 * What it teaches: a conditional GAN is one with labels as second inputs. The generator gets a code of the class beside the
 * latent; the discriminator projects what it sees onto a vector of the class, and so asks whether an image is a good 7
 * rather than a good digit. Everything else is that of `mnist`.
 *
 * What you should see: a picture with a row for each digit. In a column the latent is the same: slant and weight of the
 * strokes go through the digits. `docs/mnist_conditional.md` has the figures.
 *
 * @see Conditional generative adversarial nets. Mirza, Osindero, 2014, https://arxiv.org/abs/1411.1784
 * @see cGANs with projection discriminator. Miyato, Koyama, 2018, https://arxiv.org/abs/1802.05637
 *
 * @module
 */
import { dcgan } from "@forger/layers";
import { configurable, type Experiment } from "@forger/trainers";
import mnist, { NETWORKS } from "./mnist.ts";

const definition: Experiment = configurable(
  {
    condition: {
      description: "how the discriminator learns of the class",
      default: "projection",
      values: ["concatenation", "embedding", "projection"],
    },
  },
  ({ condition }) => ({
    ...mnist,
    name: "mnist-conditional",
    description: "digits that are asked for: a conditional DCGAN on MNIST",
    networks: ({ seed }) => dcgan({ ...NETWORKS, classes: 10, condition, seed }),
  }),
);

export default definition;
