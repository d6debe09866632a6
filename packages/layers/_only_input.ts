import type { Tensor } from "@forger/core";

/** The input of a layer that takes one, which TensorFlow.js hands over with or without a list around it. */
export function onlyInput(inputs: Tensor | Tensor[]): Tensor {
  return Array.isArray(inputs) ? inputs[0]! : inputs;
}
