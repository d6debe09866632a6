import type { Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";

/**
 * The auxiliary classifier's loss (ACGAN): the mean cross-entropy between the softmax of the discriminator's class logits
 * and the labels, accurate for any logits.
 *
 * The discriminator adds it for real and for generated images, the generator for its own.
 *
 * @param classLogits `[batch, classes]`, at least 2 classes.
 * @param labels `int32 [batch]`, each from 0 to classes - 1. Others are not refused, as a compiled step cannot look at
 * them: they count as a loss of 0.
 * @returns A scalar.
 * @throws {TypeError} If class logits and labels have other shapes, or labels are not int32.
 * @see Conditional image synthesis with auxiliary classifier GANs. Odena, Olah, Shlens, 2017,
 * https://arxiv.org/abs/1610.09585
 *
 * @example
 * ```ts
 * import { auxiliaryClassifier } from "@forger/losses";
 * import { assertAlmostEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const undecided = tf.zeros([2, 10]), labels = tf.tensor1d([3, 7], "int32");
 * assertAlmostEquals(auxiliaryClassifier(undecided, labels).dataSync()[0]!, Math.log(10), 1e-6);
 * ```
 */
export function auxiliaryClassifier(classLogits: Tensor, labels: Tensor): Tensor {
  const [batch, classes] = classLogits.shape;
  if (classLogits.rank !== 2 || classes! < 2 || String(labels.shape) !== String([batch])) {
    throw new TypeError(
      "Cannot classify images as class logits must be [batch, classes] with 2 classes or more, and labels [batch]: " +
        `current shapes are [${classLogits.shape}] and [${labels.shape}]`,
    );
  }
  if (labels.dtype !== "int32") {
    throw new TypeError(`Cannot classify images as labels must be int32: current type is ${labels.dtype}`);
  }
  return tf.tidy(() => {
    const isLabel = tf.oneHot(labels as tf.Tensor1D, classes!).toFloat();
    return tf.logSoftmax(classLogits).mul(isLabel).sum(1).mean().neg();
  });
}
