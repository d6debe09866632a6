import type { Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";

/**
 * How steep the discriminator is at each image: the squared Euclidean norm of the gradient of its output by the image.
 *
 * It can be differentiated again, by the discriminator's weights: penalties on the slope are made of it. Squared, as the
 * norm itself has no derivative where it is 0. `startCompute()` must have been called: without it TensorFlow.js has some
 * of the second derivatives wrong.
 *
 * @param discriminate The discriminator, which judges each image by itself: `[batch, …]` in, `[batch, …]` out. The sum of
 * an image's outputs is what is differentiated.
 * @param images `[batch, …]`, at least one axis beside the batch.
 * @returns `[batch]`.
 * @throws {TypeError} If the images have no other axis than the batch, or the discriminator's output has another batch.
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { squaredGradientNorms } from "@forger/losses";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const images = tf.tensor2d([[1, 2], [3, 0]]), halfSquares = (x: tf.Tensor) => x.square().div(2).sum(1);
 * assertEquals([...squaredGradientNorms(halfSquares, images).dataSync()], [1 + 4, 9 + 0]);
 * ```
 */
export function squaredGradientNorms(discriminate: (images: Tensor) => Tensor, images: Tensor): Tensor {
  if (images.rank < 2) {
    throw new TypeError(
      `Cannot differentiate by images as they must be [batch, …]: current shape is [${images.shape}]`,
    );
  }
  const judge = (x: Tensor): Tensor => {
    const outputs = discriminate(x);
    if (outputs.shape[0] === images.shape[0]) return outputs.sum();
    throw new TypeError(
      `Cannot differentiate by images as the discriminator's output must be [${
        images.shape[0]
      }, …], one row an image: ` +
        `current shape is [${outputs.shape}]`,
    );
  };
  return tf.tidy(() => tf.grad(judge)(images).square().sum(images.shape.map((_, axis) => axis).slice(1)));
}
