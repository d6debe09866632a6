import type { Layer, Shape, Tensor } from "@forger/core";
import type * as tf from "@tensorflow/tfjs";

/** A layer taken apart: what another program's layer is made of. */
export interface LayerParts {
  readonly name: string;
  readonly className: string;
  readonly config: tf.serialization.ConfigDict;
  /** Its weights in the layer's order. */
  readonly weights: readonly Tensor[];
  /** The shapes of its inputs, without the batch. */
  readonly inputShapes: readonly Shape[];
  /** The layer itself. */
  readonly layer: Layer;
}

/** What a network's tensors go through in the place of a layer. */
export type Application = (inputs: readonly tf.SymbolicTensor[]) => tf.SymbolicTensor;
