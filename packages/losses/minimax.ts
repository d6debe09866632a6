import * as tf from "@tensorflow/tfjs";
import { crossEntropy, discriminatorCrossEntropy } from "./_cross_entropy.ts";
import type { GanLoss } from "./loss.ts";

const name = "minimax";

/**
 * The minimax loss: the discriminator D minimises the binary cross-entropy of its logits, and the generator minimises
 * minus that of its images, E log(1 - D(fake)).
 *
 * Once the discriminator is certain of the generator's images the generator learns nothing more: `nonSaturating` is made
 * against that. Targets may be any probabilities: 1 for real and 0 for fake by default. The generator's target is what
 * the discriminator is taught to say of its images, and what the generator moves it away from: 0 by default.
 *
 * @throws {TypeError} If logits and targets are not both `[batch, 1]`.
 * @see Generative adversarial networks. Goodfellow et al., 2014, https://arxiv.org/abs/1406.2661
 *
 * @example
 * ```ts
 * import { minimax } from "@forger/losses";
 * import { assertAlmostEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const undecided = { fake: tf.zeros([8, 1]) }, targets = { real: tf.ones([8, 1]), fake: tf.zeros([8, 1]) };
 * const { generator } = minimax.generator(undecided, targets);
 * assertAlmostEquals(generator!.dataSync()[0]!, Math.log(1 / 2), 1e-6);
 * ```
 */
export const minimax: GanLoss = {
  name,
  defaultTargets: { real: 1, fake: 0, generator: 0 },
  usesTargets: true,
  comparison: "none",
  output: "logit",
  boundary: 0,
  discriminator: (logits, targets) => discriminatorCrossEntropy(logits, targets, name),
  generator({ fake }, targets) {
    const subject = { loss: name, images: "the generator's images" };
    return { generator: tf.tidy(() => crossEntropy(fake, targets.fake, subject).neg()) };
  },
};
