import { type LayersModel, startCompute } from "@forger/core";
import { countParameters, dcgan, mlp, mnistDcgan, sngan } from "@forger/layers";
import type { Networks } from "@forger/trainers";
import type { Check, Reading } from "./check.ts";
import { tfGanTutorialNetworks } from "./tf_gan_tutorial.ts";

/** Networks, and how many parameters each is published with. */
interface Published {
  readonly what: string;
  readonly networks: () => Networks;
  readonly generator: number;
  readonly discriminator?: number;
  /** What is counted. @default {"total"} */
  readonly counted?: "total" | "trainable";
  /** Parameters that ours have besides, as the published networks have no biases. */
  readonly biases?: readonly [generator: number, discriminator: number];
}

const PUBLISHED: readonly Published[] = [
  {
    what: "1-D GAN",
    networks: () => ({
      generator: mlp({ name: "generator", sizes: [5, 15, 2] }),
      discriminator: mlp({ name: "discriminator", sizes: [2, 25, 1] }),
    }),
    generator: 122,
    discriminator: 101,
  },
  { what: "DCGAN of the Keras tutorial", networks: mnistDcgan, generator: 1_164_289, discriminator: 40_705 },
  {
    what: "TF-GAN's tutorial",
    networks: () => tfGanTutorialNetworks({ seed: 0 }),
    generator: 13_307_265,
    discriminator: 6_560_961,
  },
  {
    what: "DCGAN of 64 pixels, PyTorch's tutorial",
    networks: () => dcgan({ image: [64, 64, 3], latent: 100 }),
    generator: 3_576_704,
    discriminator: 2_765_568,
    counted: "trainable",
    biases: [3, 64 + 1], // of the image; of the first convolution and the logit
  },
  {
    what: "SNGAN of 32 pixels, mimicry",
    networks: () => sngan({ image: [32, 32, 3] }),
    generator: 4_276_739,
    counted: "trainable",
  },
];

function count({ what, networks, biases = [0, 0], counted = "total", ...published }: Published): Reading[] {
  const { generator, discriminator } = networks();
  const read = (player: string, network: LayersModel, wanted: number | undefined, bias: number): Reading[] => {
    const measured = countParameters(network)[counted] - bias;
    network.dispose();
    return wanted === undefined
      ? []
      : [{ what: `${what}, ${player}`, published: wanted, measured, least: wanted, most: wanted }];
  };
  return [
    ...read("generator", generator, published.generator, biases[0]),
    ...read("discriminator", discriminator, published.discriminator, biases[1]),
  ];
}

/** The parameters of networks whose numbers are published. */
export const PARAMETER_COUNTS: Check = {
  name: "parameters",
  title: "parameters of published networks",
  sources: [
    "https://machinelearningmastery.com/how-to-develop-a-generative-adversarial-network-for-an-mnist-handwritten-digits-from-scratch-in-keras/",
    "https://github.com/tensorflow/gan/blob/master/tensorflow_gan/examples/colab_notebooks/tfgan_tutorial.ipynb",
    "https://docs.pytorch.org/tutorials/beginner/dcgan_faces_tutorial.html",
    "https://github.com/kwotsin/mimicry",
  ],
  duration: "a few seconds",
  async run() {
    await startCompute();
    return PUBLISHED.flatMap(count);
  },
};
