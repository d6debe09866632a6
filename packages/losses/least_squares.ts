import type { Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { checkTargets, type Subject } from "./_check_logits.ts";
import type { GanLoss } from "./loss.ts";

const name = "least-squares";

function halfSquares(scores: Tensor, targets: Tensor, subject: Subject): Tensor {
  checkTargets(scores, targets, subject);
  return tf.tidy(() => scores.sub(targets).square().mean().div(2));
}

/**
 * The least squares loss (LSGAN): half the mean squared distance of the discriminator's scores D from their targets,
 * E (D(real) - 1)² / 2 and E D(fake)² / 2, and E (D(fake) - 1)² / 2 for the generator.
 *
 * Scores far beyond their target are drawn back to it, unlike with cross-entropy. Targets may be any numbers: 1 for real
 * and 0 for fake by default, and 1 for the generator.
 *
 * @throws {TypeError} If logits and targets are not both `[batch, 1]`.
 * @see Least squares generative adversarial networks. Mao et al., 2017, https://arxiv.org/abs/1611.04076
 *
 * @example
 * ```ts
 * import { leastSquares } from "@forger/losses";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const scores = { fake: tf.fill([8, 1], 4) }, targets = { real: tf.ones([8, 1]), fake: tf.ones([8, 1]) };
 * const { generator } = leastSquares.generator(scores, targets);
 * assertEquals(generator!.dataSync()[0], (4 - 1) ** 2 / 2);
 * ```
 */
export const leastSquares: GanLoss = {
  name,
  defaultTargets: { real: 1, fake: 0, generator: 1 },
  usesTargets: true,
  comparison: "none",
  output: "score",
  boundary: 0.5,
  discriminator({ real, fake }, targets) {
    return {
      ...real && { real: halfSquares(real, targets.real, { loss: name, images: "real images" }) },
      ...fake && { fake: halfSquares(fake, targets.fake, { loss: name, images: "fake images" }) },
    };
  },
  generator({ fake }, targets) {
    return { generator: halfSquares(fake, targets.fake, { loss: name, images: "the generator's images" }) };
  },
};
