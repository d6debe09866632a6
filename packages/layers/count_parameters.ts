import type { LayersModel } from "@forger/core";
import * as tf from "@tensorflow/tfjs";

/** How many numbers a network holds. */
export interface ParameterCounts {
  /** All of them. */
  readonly total: number;
  /** Those that an optimizer changes. */
  readonly trainable: number;
  /** The rest, such as the moving averages of batch normalization. */
  readonly nonTrainable: number;
}

/**
 * Counts a network's parameters.
 *
 * @example
 * ```ts
 * import { countParameters } from "@forger/layers";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const network = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [4] })] });
 * assertEquals(countParameters(network), { total: 15, trainable: 15, nonTrainable: 0 });
 * ```
 */
export function countParameters(model: LayersModel): ParameterCounts {
  const count = (weights: LayersModel["weights"]): number =>
    weights.reduce((sum, { shape }) => sum + tf.util.sizeFromShape(shape as number[]), 0);
  const trainable = count(model.trainableWeights), nonTrainable = count(model.nonTrainableWeights);
  return { total: trainable + nonTrainable, trainable, nonTrainable };
}
