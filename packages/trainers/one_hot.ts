import type { RandomStream, Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";

/** Labels int32 `[count]` as networks take them: float32 `[count, classes]`, one entry of each row 1 and the others 0. */
export function oneHot(labels: Tensor, classes: number): Tensor {
  return tf.oneHot(labels as tf.Tensor1D, classes).toFloat();
}

/** Draws labels, each class as often as the others, one-hot `[count, classes]`. */
export function drawLabels(count: number, classes: number, random: RandomStream): Tensor {
  return tf.tidy(() => oneHot(random.uniform([count], 0, classes).floor().toInt(), classes));
}
