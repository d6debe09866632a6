import * as tf from "@tensorflow/tfjs";
import type { Tensor, Variable } from "./tensor.ts";

/**
 * Makes a variable that no optimizer trains, for what a step must remember: a counter, an average, a moment.
 *
 * @param create Makes the initial value, which the variable takes over.
 *
 * @example
 * ```ts
 * import { startCompute, stateVariable } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const before = tf.memory().numTensors;
 * stateVariable(() => tf.scalar(1)).dispose();
 * assertEquals(tf.memory().numTensors, before);
 * ```
 */
export function stateVariable(create: () => Tensor): Variable {
  // the initial tensor is one of its own beside the variable
  return tf.tidy(() => tf.variable(create(), false));
}
