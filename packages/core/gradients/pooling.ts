import * as tf from "@tensorflow/tfjs";
import { runKernel } from "../kernels/run_kernel.ts";
import { gradientOf } from "./gradient_of.ts";

/** Gradients of the gradients of pooling and resizing, which are linear in the gradient that they take. */
export const POOLING_GRADIENTS: readonly tf.GradConfig[] = [
  gradientOf(tf.AvgPoolGrad, {}, (ddx, _, attributes) => ({
    dy: () => runKernel(tf.AvgPool, { x: ddx }, attributes),
  })),
  gradientOf(tf.MaxPoolGrad, { inputs: ["input", "output"] }, (ddx, [input, output], attributes) => ({
    dy: () => runKernel("MaxPoolGradGrad", { ddx, input: input!, output: output! }, attributes),
  })),
  gradientOf("MaxPoolGradGrad", { inputs: ["input", "output"] }, (dy, [input, output], attributes) => ({
    ddx: () => runKernel(tf.MaxPoolGrad, { dy, input: input!, output: output! }, attributes),
  })),
  gradientOf(tf.ResizeBilinearGrad, { inputs: ["dy"] }, (ddx, [dy], attributes) => ({
    dy: () => runKernel(tf.ResizeBilinear, { images: ddx }, { ...attributes, size: dy!.shape.slice(1, 3) }),
  })),
  gradientOf(tf.ResizeNearestNeighborGrad, { inputs: ["dy"] }, (ddx, [dy], attributes) => ({
    dy: () => runKernel(tf.ResizeNearestNeighbor, { images: ddx }, { ...attributes, size: dy!.shape.slice(1, 3) }),
  })),
];
