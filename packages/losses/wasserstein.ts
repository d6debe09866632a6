import type { Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { checkLogits, type Subject } from "./_check_logits.ts";
import type { GanLoss } from "./loss.ts";

const name = "wasserstein";

function meanScore(scores: Tensor, subject: Subject): Tensor {
  checkLogits(scores, subject);
  return scores.mean();
}

function minusMeanScore(scores: Tensor, subject: Subject): Tensor {
  return tf.tidy(() => meanScore(scores, subject).neg());
}

/**
 * The Wasserstein loss (WGAN): the discriminator D minimises E D(fake) - E D(real), and the generator -E D(fake).
 *
 * It estimates a distance only where the discriminator's slope is bounded: without a `gradientPenalty` or clipped weights
 * the scores grow without end. Their level means nothing, only their differences do. Targets are not used.
 *
 * @throws {TypeError} If logits are not `[batch, 1]`.
 * @see Wasserstein GAN. Arjovsky, Chintala, Bottou, 2017, https://arxiv.org/abs/1701.07875
 *
 * @example
 * ```ts
 * import { wasserstein } from "@forger/losses";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const scores = { real: tf.fill([8, 1], 5), fake: tf.fill([8, 1], 3) };
 * const { real, fake } = wasserstein.discriminator(scores, { real: tf.ones([8, 1]), fake: tf.zeros([8, 1]) });
 * assertEquals([real!.dataSync()[0], fake!.dataSync()[0]], [-5, 3]);
 * ```
 */
export const wasserstein: GanLoss = {
  name,
  defaultTargets: { real: 1, fake: 0, generator: 1 },
  usesTargets: false,
  comparison: "none",
  output: "score",
  boundary: undefined,
  discriminator({ real, fake }) {
    return {
      ...real && { real: minusMeanScore(real, { loss: name, images: "real images" }) },
      ...fake && { fake: meanScore(fake, { loss: name, images: "fake images" }) },
    };
  },
  generator({ fake }) {
    return { generator: minusMeanScore(fake, { loss: name, images: "the generator's images" }) };
  },
};
