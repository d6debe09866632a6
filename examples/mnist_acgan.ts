/**
 * The default experiment with an auxiliary classifier (ACGAN): the discriminator also says which digit it sees.
 *
 * What it teaches: the other way to a conditional GAN. The discriminator is not told the class, it has to find out, and the
 * generator is rewarded where it does. One plugin adds the terms to both losses.
 *
 * What you should see: a picture with a row for each digit, clear ones from early on, as whatever is easily told apart
 * pays; `class_accuracy/real` and `class_accuracy/fake` in `metrics.csv` near 1. The discriminator learns classes from real
 * images alone: from its own as well, as the paper has it, the generator soon draws every digit in one way only, which
 * `--plugin auxiliary-classifier` shows. `docs/mnist_conditional.md` compares it with `mnist-conditional`.
 *
 * @see Conditional image synthesis with auxiliary classifier GANs. Odena, Olah, Shlens, 2017, https://arxiv.org/abs/1610.09585
 *
 * @module
 */
import { dcgan } from "@forger/layers";
import { auxiliaryClassifier } from "@forger/plugins";
import { type Experiment, experiment } from "@forger/trainers";
import mnist, { NETWORKS } from "./mnist.ts";

const definition: Experiment = experiment({
  ...mnist,
  name: "mnist-acgan",
  description: "digits that are asked for, by an auxiliary classifier",
  networks: ({ seed }) => dcgan({ ...NETWORKS, classes: 10, condition: "auxiliary", seed }),
  plugins: [auxiliaryClassifier({ learnFrom: "real" }), ...mnist.plugins ?? []],
});

export default definition;
