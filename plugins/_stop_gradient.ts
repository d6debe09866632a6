import type { Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";

const stopped = tf.customGrad((tensor) => ({
  value: (tensor as Tensor).clone(),
  gradFunc: (dy: Tensor) => tf.zerosLike(dy),
}));

/** The same values, but no gradient passes through them: to the tape they are a constant. */
export function stopGradient(tensor: Tensor): Tensor {
  return stopped(tensor);
}
