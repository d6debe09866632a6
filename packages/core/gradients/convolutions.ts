import * as tf from "@tensorflow/tfjs";
import { runKernel } from "../kernels/run_kernel.ts";
import { gradientOf } from "./gradient_of.ts";

/** Gradients of the gradients of convolutions: each is linear in both of its inputs, and so is what it comes from. */
export const CONVOLUTION_GRADIENTS: readonly tf.GradConfig[] = [
  gradientOf(tf.Conv2DBackpropFilter, { inputs: ["x", "dy"] }, (ddw, [x, dy], { filterShape: _, ...attributes }) => ({
    x: () => runKernel(tf.Conv2DBackpropInput, { dy: dy!, filter: ddw }, { ...attributes, inputShape: x!.shape }),
    dy: () => runKernel(tf.Conv2D, { x: x!, filter: ddw }, { ...attributes, dilations: 1 }),
  })),
  gradientOf(
    tf.DepthwiseConv2dNativeBackpropInput,
    { inputs: ["dy", "filter"] },
    (ddx, [dy, filter], { inputShape: _, ...attributes }) => ({
      dy: () => runKernel(tf.DepthwiseConv2dNative, { x: ddx, filter: filter! }, { dataFormat: "NHWC", ...attributes }),
      filter: () =>
        runKernel(tf.DepthwiseConv2dNativeBackpropFilter, { x: ddx, dy: dy! }, {
          ...attributes,
          filterShape: filter!.shape,
        }),
    }),
  ),
  gradientOf(
    tf.DepthwiseConv2dNativeBackpropFilter,
    { inputs: ["x", "dy"] },
    (ddw, [x, dy], { filterShape: _, ...attributes }) => ({
      x: () =>
        runKernel(tf.DepthwiseConv2dNativeBackpropInput, { dy: dy!, filter: ddw }, {
          ...attributes,
          inputShape: x!.shape,
        }),
      dy: () => runKernel(tf.DepthwiseConv2dNative, { x: x!, filter: ddw }, { dataFormat: "NHWC", ...attributes }),
    }),
  ),
];
