import type { Tensor } from "@forger/core";
import { gradientPenalty as penaltyAt } from "@forger/losses";
import type { Plugin } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";
import { checkPositiveNumber } from "./_check_positive_number.ts";
import { slopePenalty } from "./_slope_penalty.ts";

/** Options of {@linkcode gradientPenalty}. */
export interface GradientPenaltyOptions {
  /** Factor of the penalty. @default {10} */
  readonly weight?: number;
  /** The slope that the discriminator should have. @default {1} */
  readonly target?: number;
  /** Steps between penalties, each then as many times as large. @default {1} */
  readonly every?: number;
}

/**
 * Keeps the discriminator's slope near `target` between real and generated images (WGAN-GP): adds weight times the mean of
 * (‖∇D‖ - target)² to its loss, at a random place between each real image and a generated one.
 *
 * Where the two batches differ in size, the images of the larger one that are left over are not used. The loss term is
 * `gradient_penalty`; in steps without it nothing is computed for it. A conditional discriminator judges what lies between
 * as of the real image's class.
 *
 * It belongs to the Wasserstein loss, whose scores grow without end unless something bounds the slope, and steadies others
 * as well. It needs second derivatives, so that a step takes longer. It pulls shallow slopes up too, so that no
 * discriminator is at rest where real and generated images are alike; there `r1` is.
 *
 * @throws {RangeError} If `weight` or `target` is not a positive number, or `every` not a positive integer.
 * @throws {TypeError} When the trainer is made, if the discriminator's updates on real and generated images are separate; when
 * training begins, if the discriminator has batch normalization: the penalty is per image.
 * @see Improved training of Wasserstein GANs. Gulrajani, Ahmed, Arjovsky, Dumoulin, Courville, 2017, https://arxiv.org/abs/1704.00028
 *
 * @example
 * ```ts
 * import { gradientPenalty } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(gradientPenalty({ every: 4 }).options, { weight: 10, target: 1, every: 4 });
 * ```
 */
export function gradientPenalty(options: GradientPenaltyOptions = {}): Plugin {
  const { weight = 10, target = 1, every = 1 } = options;
  checkPositiveNumber("gradient-penalty", "weight", weight);
  checkPositiveNumber("gradient-penalty", "target", target);
  return {
    ...slopePenalty({
      name: "gradient-penalty",
      options: { weight, target, every },
      penalize({ discriminate, images: { real, fake }, labels, random }) {
        if (!real || !fake) return undefined;
        const count = Math.min(real.shape[0]!, fake.shape[0]!);
        const between = tf.tidy(() => {
          const share = random.uniform([count, ...real.shape.slice(1).fill(1)]);
          return mix(firstImages(real, count), firstImages(fake, count), share);
        });
        const classes = labels.real && firstImages(labels.real, count); // an image in between counts as of the real one's
        return penaltyAt((images) => discriminate(images, classes), between, { target }).mul(weight);
      },
    }),
    onConfigure({ discriminatorUpdate }) {
      if (discriminatorUpdate !== "separate") return;
      throw new TypeError(
        'discriminatorUpdate must be "joint", as its images lie between real and generated ones: current value is "separate"',
      );
    },
  };
}

function firstImages(images: Tensor, count: number): Tensor {
  return images.slice([0], [count]);
}

function mix(first: Tensor, second: Tensor, share: Tensor): Tensor {
  return first.mul(share).add(second.mul(tf.sub(1, share)));
}
