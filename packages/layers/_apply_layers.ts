import type { Layer } from "@forger/core";
import type * as tf from "@tensorflow/tfjs";

/** Applies one layer after another. */
export function applyLayers(layers: readonly Layer[], input: tf.SymbolicTensor): tf.SymbolicTensor {
  return layers.reduce((tensor, layer) => layer.apply(tensor) as tf.SymbolicTensor, input);
}

/** Applies a layer that joins several inputs. */
export function applyJoined(layer: Layer, inputs: tf.SymbolicTensor[]): tf.SymbolicTensor {
  return layer.apply(inputs) as tf.SymbolicTensor;
}
