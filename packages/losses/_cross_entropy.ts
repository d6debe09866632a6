import type { Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { checkTargets, type Subject } from "./_check_logits.ts";
import type { Logits, LossTerms, Targets } from "./loss.ts";

/**
 * Mean binary cross-entropy of logits: accurate for any logits, as neither a probability nor its logarithm is ever formed.
 *
 * @throws {TypeError} If logits and targets are not both `[batch, 1]`.
 */
export function crossEntropy(logits: Tensor, targets: Tensor, subject: Subject): Tensor {
  checkTargets(logits, targets, subject);
  return tf.tidy(() => {
    const ifReal = tf.softplus(logits.neg()), ifFake = tf.softplus(logits);
    return targets.mul(ifReal).add(tf.sub(1, targets).mul(ifFake)).mean();
  });
}

/** What a discriminator minimises that tells real from generated images by cross-entropy: a term for each of the logits given. */
export function discriminatorCrossEntropy({ real, fake }: Logits, targets: Targets, loss: string): LossTerms {
  return {
    ...real && { real: crossEntropy(real, targets.real, { loss, images: "real images" }) },
    ...fake && { fake: crossEntropy(fake, targets.fake, { loss, images: "fake images" }) },
  };
}
