import type { Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { bothLogits } from "./_both_logits.ts";
import type { GanLoss } from "./loss.ts";

const name = "relativistic-average";

/** Small where the scores are above the mean of the others. */
function shouldExceed(scores: Tensor, others: Tensor): Tensor {
  return tf.tidy(() => tf.softplus(others.mean().sub(scores)).mean());
}

/** Small where the scores are below the mean of the others. */
function shouldStayBelow(scores: Tensor, others: Tensor): Tensor {
  return tf.tidy(() => tf.softplus(scores.sub(others.mean())).mean());
}

/**
 * The relativistic average loss (RaGAN): real images should score higher than the mean fake image, and fake images lower
 * than the mean real one; the generator wants both the other way round.
 *
 * With C the discriminator's scores and softplus(x) = log(1 + eˣ), the discriminator minimises
 * E softplus(mean C(fake) - C(real)) + E softplus(C(fake) - mean C(real)), without the factor of a half that some
 * programs have; the generator minimises that with real and fake exchanged. The batches may differ in size. Targets are
 * not used.
 *
 * @throws {TypeError} If logits of real or of fake images are missing or not `[batch, 1]`.
 * @see The relativistic discriminator: a key element missing from standard GAN. Jolicoeur-Martineau, 2018,
 * https://arxiv.org/abs/1807.00734
 *
 * @example
 * ```ts
 * import { relativisticAverage } from "@forger/losses";
 * import { assertAlmostEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const scores = { real: tf.fill([8, 1], 5), fake: tf.fill([8, 1], 3) };
 * const { real } = relativisticAverage.discriminator(scores, { real: tf.ones([8, 1]), fake: tf.zeros([8, 1]) });
 * assertAlmostEquals(real!.dataSync()[0]!, Math.log(1 + Math.exp(3 - 5)), 1e-6);
 * ```
 */
export const relativisticAverage: GanLoss = {
  name,
  defaultTargets: { real: 1, fake: 0, generator: 1 },
  usesTargets: false,
  comparison: "average",
  output: "score",
  boundary: undefined,
  discriminator(logits) {
    const { real, fake } = bothLogits(logits, name);
    return { real: shouldExceed(real, fake), fake: shouldStayBelow(fake, real) };
  },
  generator(logits) {
    const { real, fake } = bothLogits(logits, name);
    return { generator: tf.tidy(() => shouldStayBelow(real, fake).add(shouldExceed(fake, real))) };
  },
};
