import type { Tensor, Variable } from "@forger/core";
import * as tf from "@tensorflow/tfjs";

/** A loss and its derivatives by each variable, as a training step computes them. */
export function valueAndGradients(
  loss: () => Tensor,
  variables: readonly Variable[],
): { readonly value: number; readonly gradients: readonly number[][] } {
  return tf.tidy(() => {
    const { value, grads } = tf.variableGrads(loss as () => tf.Scalar, [...variables]);
    return {
      value: value.dataSync()[0]!,
      gradients: variables.map(({ name, size }) => grads[name] ? [...grads[name].dataSync()] : Array(size).fill(0)),
    };
  });
}
