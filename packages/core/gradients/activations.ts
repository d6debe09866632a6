import * as tf from "@tensorflow/tfjs";
import { runKernel } from "../kernels/run_kernel.ts";
import { gradientOf } from "./gradient_of.ts";

/**
 * Gradients of activations.
 *
 * Where the sign of the output is that of the input they use the output: then the input need not be kept, and TensorFlow
 * may apply the activation in place.
 */
export const ACTIVATION_GRADIENTS: readonly tf.GradConfig[] = [
  gradientOf(tf.Relu, { outputs: 1 }, (dy, [y]) => ({ x: () => runKernel("ReluGrad", { dy, x: y! }) })),
  gradientOf("ReluGrad", { inputs: ["x"] }, (ddx, [x]) => ({ dy: () => runKernel("ReluGrad", { dy: ddx, x: x! }) })),
  gradientOf(tf.Relu6, { outputs: 1 }, (dy, [y]) => ({ x: () => runKernel("Relu6Grad", { dy, x: y! }) })),
  gradientOf("Relu6Grad", { inputs: ["x"] }, (ddx, [x]) => ({ dy: () => runKernel("Relu6Grad", { dy: ddx, x: x! }) })),
  gradientOf(tf.LeakyRelu, { inputs: ["x"], outputs: 1 }, (dy, [x, y], { alpha }) => ({
    x: () => runKernel("LeakyReluGrad", { dy, x: alpha as number >= 0 ? y! : x! }, { alpha }),
  })),
  gradientOf("LeakyReluGrad", { inputs: ["x"] }, (ddx, [x], { alpha }) => ({
    dy: () => runKernel("LeakyReluGrad", { dy: ddx, x: x! }, { alpha }),
  })),
  gradientOf(tf.EluGrad, { inputs: ["dy", "y"] }, (ddx, [dy, y]) => ({
    dy: () => runKernel(tf.EluGrad, { dy: ddx, y: y! }),
    y: () => ddx.mul(dy!).mul(y!.less(0).cast("float32")),
  })),
  gradientOf(tf.Abs, { inputs: ["x"] }, (dy, [x]) => ({ x: () => dy.mul(x!.sign()) })),
];
