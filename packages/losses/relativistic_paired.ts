import type { Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { bothLogits } from "./_both_logits.ts";
import type { GanLoss, Logits } from "./loss.ts";

const name = "relativistic-paired";

function pairedLogits(logits: Logits): { readonly real: Tensor; readonly fake: Tensor } {
  const { real, fake } = bothLogits(logits, name);
  if (real.shape[0] !== fake.shape[0]) {
    throw new TypeError(
      `Cannot compute ${name} loss as logits of real and fake images must have equal shapes to make pairs: ` +
        `current shapes are [${real.shape}] and [${fake.shape}]`,
    );
  }
  return { real, fake };
}

/**
 * The relativistic paired loss (RpGAN): in each pair the real image should score higher than the fake one, and the
 * generator wants the opposite.
 *
 * With C the discriminator's scores and softplus(x) = log(1 + eˣ), the discriminator minimises
 * E softplus(C(fake) - C(real)), its one term, `pairs`; the generator minimises E softplus(C(real) - C(fake)). With
 * zero-centred penalties on real and on fake images it is the loss of R3GAN. Targets are not used.
 *
 * @throws {TypeError} If logits of real or of fake images are missing or not `[batch, 1]`, or the batches differ in size.
 * @see The relativistic discriminator: a key element missing from standard GAN. Jolicoeur-Martineau, 2018,
 * https://arxiv.org/abs/1807.00734
 * @see The GAN is dead; long live the GAN! A modern GAN baseline. Huang et al., 2024, https://arxiv.org/abs/2501.05441
 *
 * @example
 * ```ts
 * import { relativisticPaired } from "@forger/losses";
 * import { assertAlmostEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const scores = { real: tf.fill([8, 1], 5), fake: tf.fill([8, 1], 3) };
 * const { pairs } = relativisticPaired.discriminator(scores, { real: tf.ones([8, 1]), fake: tf.zeros([8, 1]) });
 * assertAlmostEquals(pairs!.dataSync()[0]!, Math.log(1 + Math.exp(3 - 5)), 1e-6);
 * ```
 */
export const relativisticPaired: GanLoss = {
  name,
  defaultTargets: { real: 1, fake: 0, generator: 1 },
  usesTargets: false,
  comparison: "pairs",
  output: "score",
  boundary: undefined,
  discriminator(logits) {
    const { real, fake } = pairedLogits(logits);
    return { pairs: tf.tidy(() => tf.softplus(fake.sub(real)).mean()) };
  },
  generator(logits) {
    const { real, fake } = pairedLogits(logits);
    return { generator: tf.tidy(() => tf.softplus(real.sub(fake)).mean()) };
  },
};
