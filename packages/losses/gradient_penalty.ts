import type { Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { squaredGradientNorms } from "./squared_gradient_norms.ts";

/** Options of {@linkcode gradientPenalty}. */
export interface GradientPenaltyOptions {
  /** The slope that the discriminator should have at each image, at least 0. @default {1} */
  readonly target?: number;
}

/** Far below the square of any slope that matters, and enough that the root has a derivative at 0. */
const EPSILON = 1e-10;

/**
 * The gradient penalty of WGAN-GP: the mean of (‖∇D‖ - target)² over the images, ∇D being the gradient of the
 * discriminator's output by the image. It penalises slopes above the target as well as below.
 *
 * The paper takes images at random places between a real and a generated one, and ten times the penalty. What is minimised
 * may contain it: it can be differentiated by the discriminator's weights, once `startCompute()` has been called.
 *
 * @param discriminate The discriminator, which judges each image by itself: `[batch, …]` in, `[batch, …]` out.
 * @param images `[batch, …]`.
 * @returns A scalar.
 * @throws {RangeError} If the target is negative or not finite.
 * @throws {TypeError} If the images have no other axis than the batch, or the discriminator's output has another batch.
 * @see Improved training of Wasserstein GANs. Gulrajani et al., 2017, https://arxiv.org/abs/1704.00028
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { gradientPenalty } from "@forger/losses";
 * import { assertAlmostEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const discriminate = (images: tf.Tensor) => images.mul(2).sum(1, true); // its gradient is (2, 2, 2, 2), its slope 4
 * assertAlmostEquals(gradientPenalty(discriminate, tf.ones([8, 4])).dataSync()[0]!, (4 - 1) ** 2, 1e-5);
 * ```
 */
export function gradientPenalty(
  discriminate: (images: Tensor) => Tensor,
  images: Tensor,
  options: GradientPenaltyOptions = {},
): Tensor {
  const { target = 1 } = options;
  if (!(target >= 0 && Number.isFinite(target))) {
    throw new RangeError(`Cannot penalise slopes as target must be a number of at least 0: current value is ${target}`);
  }
  return tf.tidy(() => squaredGradientNorms(discriminate, images).add(EPSILON).sqrt().sub(target).square().mean());
}
