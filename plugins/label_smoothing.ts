import type { RandomStream, Tensor } from "@forger/core";
import type { Plugin } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";
import { refuseOption } from "./_refuse_option.ts";

/** One target for all images, or the range from which each image's is drawn; both in [0, 1]. */
export type SmoothTarget = number | readonly [low: number, high: number];

/** Options of {@linkcode labelSmoothing}. */
export interface LabelSmoothingOptions {
  /** What the discriminator should say of real images. @default {[0.8, 1]} */
  readonly real?: SmoothTarget;
  /** What it should say of generated images; other than 0, the smoothing is two-sided. @default {0} */
  readonly fake?: SmoothTarget;
}

/**
 * Asks the discriminator to be less than certain: its targets are these numbers, not 1 and 0, or are drawn from these
 * ranges for each image anew.
 *
 * The options are the targets themselves: `real: 0.9` asks for 0.9. Elsewhere a `label_smoothing` of s is what is taken
 * away: torchgan's asks for 1 - s, TF-GAN's for 1 - s / 2, so that its default of 0.25 is `real: 0.875` here.
 *
 * It helps where the discriminator runs ahead: no logit has to grow without end, so its gradients stay moderate. Only real
 * images are smoothed unless told otherwise: a target above 0 for generated ones draws the best discriminator's answer up
 * wherever the generator already puts its images, and rewards it for staying there. Both sides are `fake: [0, 0.2]`.
 * Targets above 1, which some lists of tricks have, leave the cross-entropy without a minimum; they are refused. The
 * generator's targets stay. Losses without targets, such as the hinge and the Wasserstein loss, refuse this plugin.
 *
 * @throws {RangeError} If a target is not in [0, 1], or a range is not two of them in rising order.
 * @see Improved techniques for training GANs. Salimans, Goodfellow, Zaremba, Cheung, Radford, Chen, 2016, https://arxiv.org/abs/1606.03498
 * @see NIPS 2016 tutorial: generative adversarial networks (why one-sided: section 4.2). Goodfellow, 2016, https://arxiv.org/abs/1701.00160
 *
 * @example
 * ```ts
 * import { labelSmoothing } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(labelSmoothing({ real: 0.9 }).options, { real: 0.9, fake: 0 });
 * ```
 */
export function labelSmoothing(options: LabelSmoothingOptions = {}): Plugin {
  const { real = [0.8, 1], fake = 0 } = options;
  checkTarget("real", real);
  checkTarget("fake", fake);
  return {
    name: "label-smoothing",
    options: { real, fake },
    transformTargets: {
      order: "pre", // it sets targets, so those that change them come after it
      handler: (targets, { player, random }) =>
        player === "generator"
          ? targets
          : { real: smooth(targets.real, real, random), fake: smooth(targets.fake, fake, random) },
    },
  };
}

function smooth({ shape }: Tensor, target: SmoothTarget, random: RandomStream): Tensor {
  return typeof target === "number" ? tf.fill(shape, target) : random.uniform(shape, ...target);
}

function checkTarget(option: string, target: SmoothTarget): void {
  const isTarget = (value: unknown) => typeof value === "number" && value >= 0 && value <= 1;
  const isRange = Array.isArray(target) && target.length === 2 && target.every(isTarget) && target[0] <= target[1];
  if (isTarget(target) || isRange) return;
  refuseOption("label-smoothing", option, "a number in [0, 1], or two in rising order", JSON.stringify(target));
}
