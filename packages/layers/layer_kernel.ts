import type { Layer, Tensor } from "@forger/core";
import { kernelPlace } from "./_kernel_place.ts";

/** The kernel of a layer, as {@linkcode layerKernel} finds it. */
export interface LayerKernel {
  /** Its value: the layer's variable, or what {@linkcode withKernel} has put in its place. */
  readonly value: Tensor;
  /** The axis that numbers the layer's outputs. */
  readonly outputAxis: number;
}

/**
 * Finds the weights by which a layer multiplies its input.
 *
 * @returns The kernel of a dense layer, a convolution, a transposed convolution, an embedding or a projection that is built;
 * nothing for other layers, such as separable convolutions, which have two.
 *
 * @example
 * ```ts
 * import { layerKernel } from "@forger/layers";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const layer = tf.layers.conv2dTranspose({ filters: 3, kernelSize: 5 });
 * layer.apply(tf.zeros([1, 4, 4, 2]));
 * const { value, outputAxis } = layerKernel(layer)!;
 * assertEquals([value.shape, outputAxis], [[5, 5, 3, 2], 2]);
 * ```
 */
export function layerKernel(layer: Layer): LayerKernel | undefined {
  const { outputAxisFromEnd = 1, variable } = kernelPlace(layer) ?? {};
  if (!variable) return undefined;
  const value = variable.read();
  return { value, outputAxis: value.rank - outputAxisFromEnd };
}
