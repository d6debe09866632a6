import * as tf from "@tensorflow/tfjs";
import { checkLogits } from "./_check_logits.ts";
import type { GanLoss } from "./loss.ts";

const name = "hinge";

/**
 * The hinge loss: the discriminator D minimises E max(0, 1 - D(real)) + E max(0, 1 + D(fake)), and the generator
 * -E D(fake).
 *
 * Images that the discriminator scores beyond its margin, above 1 or below -1, teach it nothing more. Targets are not
 * used.
 *
 * @throws {TypeError} If logits are not `[batch, 1]`.
 * @see Geometric GAN. Lim, Ye, 2017, https://arxiv.org/abs/1705.02894
 * @see Spectral normalization for generative adversarial networks. Miyato et al., 2018, https://arxiv.org/abs/1802.05957
 *
 * @example
 * ```ts
 * import { hinge } from "@forger/losses";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const scores = { real: tf.fill([8, 1], 3), fake: tf.fill([8, 1], 0.5) };
 * const { real, fake } = hinge.discriminator(scores, { real: tf.ones([8, 1]), fake: tf.zeros([8, 1]) });
 * assertEquals([real!.dataSync()[0], fake!.dataSync()[0]], [0, 1.5]);
 * ```
 */
export const hinge: GanLoss = {
  name,
  defaultTargets: { real: 1, fake: 0, generator: 1 },
  usesTargets: false,
  comparison: "none",
  output: "score",
  boundary: 0,
  discriminator({ real, fake }) {
    if (real) checkLogits(real, { loss: name, images: "real images" });
    if (fake) checkLogits(fake, { loss: name, images: "fake images" });
    return {
      ...real && { real: tf.tidy(() => tf.sub(1, real).relu().mean()) },
      ...fake && { fake: tf.tidy(() => fake.add(1).relu().mean()) },
    };
  },
  generator({ fake }) {
    checkLogits(fake, { loss: name, images: "the generator's images" });
    return { generator: tf.tidy(() => fake.mean().neg()) };
  },
};
