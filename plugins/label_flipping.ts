import type { RandomStream, Tensor } from "@forger/core";
import type { Plugin } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";
import { checkShare } from "./_check_share.ts";

/** Options of {@linkcode labelFlipping}. */
export interface LabelFlippingOptions {
  /** With which probability an image's target is turned round, in [0, 1]. @default {0.05} */
  readonly share?: number;
}

/**
 * Misleads the discriminator now and then: of a random share of its images, real and generated alike, the target t
 * becomes 1 - t.
 *
 * It helps where the discriminator runs ahead of the generator: it can no longer be certain. With a share near 0.5 it
 * learns nothing. The generator's targets stay. Losses without targets, such as the hinge and the Wasserstein loss,
 * refuse this plugin.
 *
 * @throws {RangeError} If `share` is not in [0, 1].
 * @see How to train a GAN? Tips and tricks to make GANs work (tip 6). Chintala, Denton, Arjovsky, Mathieu, 2016, https://github.com/soumith/ganhacks
 *
 * @example
 * ```ts
 * import { labelFlipping } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(labelFlipping().options, { share: 0.05 });
 * ```
 */
export function labelFlipping(options: LabelFlippingOptions = {}): Plugin {
  const { share = 0.05 } = options;
  checkShare("label-flipping", "share", share);

  const flip = (targets: Tensor, random: RandomStream): Tensor =>
    tf.tidy(() => tf.where(random.uniform(targets.shape).less(share), tf.sub(1, targets), targets));

  return {
    name: "label-flipping",
    options: { share },
    transformTargets: (targets, { player, random }) =>
      player === "generator" ? targets : { real: flip(targets.real, random), fake: flip(targets.fake, random) },
  };
}
