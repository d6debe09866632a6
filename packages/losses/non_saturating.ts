import type { Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import type { GanLoss } from "./loss.ts";

/** Binary cross-entropy of logits: accurate for any logits, as neither a probability nor its logarithm is ever formed. */
function crossEntropy(logits: Tensor, targets: Tensor, subject: string): Tensor {
  if (logits.shape.length !== 2 || logits.shape[1] !== 1 || String(targets.shape) !== String(logits.shape)) {
    throw new TypeError(
      `Cannot compute non-saturating loss as logits and targets of ${subject} must both be [batch, 1]: ` +
        `current shapes are [${logits.shape}] and [${targets.shape}]`,
    );
  }
  return tf.tidy(() => {
    const ifReal = tf.softplus(logits.neg()), ifFake = tf.softplus(logits);
    return targets.mul(ifReal).add(tf.sub(1, targets).mul(ifFake)).mean();
  });
}

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
  name: "non-saturating",
  defaultTargets: { real: 1, fake: 0, generator: 1 },
  usesTargets: true,
  discriminator({ real, fake }, targets) {
    return {
      ...real && { real: crossEntropy(real, targets.real, "real images") },
      ...fake && { fake: crossEntropy(fake, targets.fake, "fake images") },
    };
  },
  generator({ fake }, targets) {
    return { generator: crossEntropy(fake, targets.fake, "the generator's images") };
  },
};
