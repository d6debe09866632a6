import * as tf from "@tensorflow/tfjs";
import type { Tensor } from "../tensor.ts";

/** Runs a kernel of the active backend by its name, so that a gradient is recorded for it; the kernel gives one tensor. */
export function runKernel(
  name: string,
  inputs: Readonly<Record<string, Tensor>>,
  attributes: Readonly<Record<string, unknown>> = {},
): Tensor {
  return tf.engine().runKernel(name, inputs as tf.NamedTensorMap, attributes as never) as Tensor;
}
