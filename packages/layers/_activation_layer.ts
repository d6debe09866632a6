import type { Layer } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import type { Activation } from "./activation.ts";

const LEAK = 0.2;

/** The activation as a layer. */
export function activationLayer(activation: Activation, name: string): Layer {
  return activation === "leakyRelu"
    ? tf.layers.leakyReLU({ alpha: LEAK, name })
    : tf.layers.activation({ activation, name });
}
