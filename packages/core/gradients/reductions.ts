import * as tf from "@tensorflow/tfjs";
import { runKernel } from "../kernels/run_kernel.ts";
import type { Tensor } from "../tensor.ts";
import { gradientOf } from "./gradient_of.ts";

/** Spreads the gradient of a reduction over the tensor that was reduced. */
function spread(dy: Tensor, shape: readonly number[], axis: unknown): Tensor {
  const axes = tf.util.parseAxisParam(axis as number[], [...shape]);
  const kept = shape.map((length, index) => axes.includes(index) ? 1 : length);
  return runKernel(tf.BroadcastTo, { x: dy.reshape(kept) }, { shape: [...shape], inputShape: kept });
}

/**
 * Gradients of reductions.
 *
 * TensorFlow.js multiplies by ones that it makes in JavaScript: in a compiled step, a constant as large as the tensor.
 */
export const REDUCTION_GRADIENTS: readonly tf.GradConfig[] = [
  gradientOf(tf.Sum, { inputs: ["x"] }, (dy, [x], { axis }) => ({ x: () => spread(dy, x!.shape, axis) })),
  gradientOf(tf.Mean, { inputs: ["x"] }, (dy, [x], { axis }) => ({
    x: () => spread(dy.mul(dy.size / x!.size), x!.shape, axis),
  })),
];
