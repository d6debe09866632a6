import type { Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { squaredGradientNorms } from "./squared_gradient_norms.ts";

/**
 * The zero-centred gradient penalty: the mean of ‖∇D‖² over the images, ∇D being the gradient of the discriminator's
 * output by the image.
 *
 * On real images it is R1, on generated ones R2, each to be multiplied by γ / 2. What is minimised may contain it: it can
 * be differentiated by the discriminator's weights, once `startCompute()` has been called.
 *
 * @param discriminate The discriminator, which judges each image by itself: `[batch, …]` in, `[batch, …]` out.
 * @param images `[batch, …]`.
 * @returns A scalar.
 * @throws {TypeError} If the images have no other axis than the batch, or the discriminator's output has another batch.
 * @see Which training methods for GANs do actually converge? Mescheder et al., 2018, https://arxiv.org/abs/1801.04406
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { zeroCenteredPenalty } from "@forger/losses";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const discriminate = (images: tf.Tensor) => images.mul(2).sum(1, true); // its gradient is (2, 2, 2, 2)
 * assertEquals(zeroCenteredPenalty(discriminate, tf.ones([8, 4])).dataSync()[0], 4 * 2 ** 2);
 * ```
 */
export function zeroCenteredPenalty(discriminate: (images: Tensor) => Tensor, images: Tensor): Tensor {
  return tf.tidy(() => squaredGradientNorms(discriminate, images).mean());
}
