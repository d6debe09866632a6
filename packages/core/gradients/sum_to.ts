import * as tf from "@tensorflow/tfjs";
import type { Tensor } from "../tensor.ts";

/** Sums over the axes along which a tensor of `shape` was broadcast: the gradient of broadcasting. */
export function sumTo(tensor: Tensor, shape: readonly number[]): Tensor {
  const axes = tf.broadcast_util.getReductionAxes([...shape], tensor.shape);
  return (axes.length > 0 ? tensor.sum(axes) : tensor).reshape([...shape]);
}
