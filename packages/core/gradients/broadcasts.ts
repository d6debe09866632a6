import * as tf from "@tensorflow/tfjs";
import { gradientOf } from "./gradient_of.ts";
import { sumTo } from "./sum_to.ts";

/** Gradients of operations on two tensors for which TensorFlow.js forgets that one may be broadcast, and of broadcasting itself. */
export const BROADCAST_GRADIENTS: readonly tf.GradConfig[] = [
  gradientOf(tf.BroadcastTo, { inputs: ["x"] }, (dy, [x]) => ({ x: () => sumTo(dy, x!.shape) })),
  gradientOf(tf.Maximum, { inputs: ["a", "b"] }, (dy, [a, b]) => ({
    a: () => sumTo(dy.mul(a!.greaterEqual(b!)), a!.shape),
    b: () => sumTo(dy.mul(a!.less(b!)), b!.shape),
  })),
  gradientOf(tf.Minimum, { inputs: ["a", "b"] }, (dy, [a, b]) => ({
    a: () => sumTo(dy.mul(a!.lessEqual(b!)), a!.shape),
    b: () => sumTo(dy.mul(a!.greater(b!)), b!.shape),
  })),
  gradientOf(tf.SquaredDifference, { inputs: ["a", "b"] }, (dy, [a, b]) => ({
    a: () => sumTo(dy.mul(a!.sub(b!)).mul(2), a!.shape),
    b: () => sumTo(dy.mul(b!.sub(a!)).mul(2), b!.shape),
  })),
];
