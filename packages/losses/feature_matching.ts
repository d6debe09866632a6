import type { Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";

/**
 * Feature matching: the squared distance between the mean features of real and of generated images, ‖E f(real) -
 * E f(fake)‖², which the generator minimises.
 *
 * Features are a layer's output inside the discriminator. The distance is a sum over the features, so that its size grows
 * with their number.
 *
 * @param real Features of real images, `[batch, …]`.
 * @param fake Features of generated images, of the same shape but for the batch.
 * @returns A scalar.
 * @throws {TypeError} If the features have no batch, or shapes that differ beyond it.
 * @see Improved techniques for training GANs. Salimans et al., 2016, https://arxiv.org/abs/1606.03498
 *
 * @example
 * ```ts
 * import { featureMatching } from "@forger/losses";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const real = tf.tensor2d([[1, 2], [3, 4]]), fake = tf.tensor2d([[5, 3]]);
 * assertEquals(featureMatching(real, fake).dataSync()[0], (2 - 5) ** 2 + (3 - 3) ** 2);
 * ```
 */
export function featureMatching(real: Tensor, fake: Tensor): Tensor {
  if (real.rank === 0 || fake.rank === 0 || String(real.shape.slice(1)) !== String(fake.shape.slice(1))) {
    throw new TypeError(
      "Cannot match features as those of real and fake images must have equal shapes but for the batch: " +
        `current shapes are [${real.shape}] and [${fake.shape}]`,
    );
  }
  return tf.tidy(() => real.mean(0).sub(fake.mean(0)).square().sum());
}
