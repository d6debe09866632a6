import { crossEntropy, discriminatorCrossEntropy } from "./_cross_entropy.ts";
import type { GanLoss } from "./loss.ts";

const name = "non-saturating";

/**
 * The non-saturating loss: the discriminator minimises the binary cross-entropy of its logits, and the generator that of
 * its images taken as real.
 *
 * Targets may be any probabilities: 1 for real and 0 for fake by default, and 1 for the generator.
 *
 * @throws {TypeError} If logits and targets are not both `[batch, 1]`.
 * @see Generative adversarial networks. Goodfellow et al., 2014, https://arxiv.org/abs/1406.2661
 *
 * @example
 * ```ts
 * import { nonSaturating } from "@forger/losses";
 * import { assertAlmostEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const undecided = { fake: tf.zeros([8, 1]) }, targets = { real: tf.ones([8, 1]), fake: tf.ones([8, 1]) };
 * const { generator } = nonSaturating.generator(undecided, targets);
 * assertAlmostEquals(generator!.dataSync()[0]!, Math.log(2), 1e-6);
 * ```
 */
export const nonSaturating: GanLoss = {
  name,
  defaultTargets: { real: 1, fake: 0, generator: 1 },
  usesTargets: true,
  comparison: "none",
  output: "logit",
  boundary: 0,
  discriminator: (logits, targets) => discriminatorCrossEntropy(logits, targets, name),
  generator({ fake }, targets) {
    return { generator: crossEntropy(fake, targets.fake, { loss: name, images: "the generator's images" }) };
  },
};
