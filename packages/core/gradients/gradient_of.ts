import type * as tf from "@tensorflow/tfjs";
import type { Tensor } from "../tensor.ts";

/** The gradients of an operation's inputs, by the inputs' names; each is computed only where it is needed. */
export type InputGradients = Record<string, () => Tensor>;

/** What a gradient needs to remember of its operation. */
export interface Saved {
  /** Names of inputs. */
  readonly inputs?: readonly string[];
  /** How many outputs, the first ones. */
  readonly outputs?: number;
}

/**
 * Describes the gradient of an operation.
 *
 * @param kernel The operation's name.
 * @param saved What it needs; `differentiate` gets these tensors in this order, inputs first.
 * @param differentiate Takes the gradient of the output, what was saved and the operation's attributes.
 */
export function gradientOf(
  kernel: string,
  saved: Saved,
  differentiate: (dy: Tensor, saved: readonly Tensor[], attributes: Record<string, unknown>) => InputGradients,
): tf.GradConfig {
  return {
    kernelName: kernel,
    inputsToSave: [...saved.inputs ?? []],
    outputsToSave: Array<boolean>(saved.outputs ?? 0).fill(true),
    gradFunc: (dy, tensors, attributes) => differentiate(dy as Tensor, tensors, attributes as Record<string, unknown>),
  };
}
