import * as tf from "@tensorflow/tfjs";
import { ACTIVATION_GRADIENT_KERNELS } from "./activation_gradients.ts";
import { BROADCAST_KERNELS } from "./broadcast_to.ts";
import { convolutionKernels } from "./convolutions.ts";
import { EXPAND_DIMS_KERNELS } from "./expand_dims.ts";
import { GATHER_KERNELS } from "./gather.ts"; // without it no batch can be gathered inside a step
import { matrixProductKernels } from "./matrix_products.ts";
import { MAX_POOL_GRADIENT_KERNELS } from "./max_pool_gradient.ts";
import { reductionKernels } from "./reductions.ts";
import { RESIZE_GRADIENT_KERNELS } from "./resize_gradient.ts";

let registered = false;

/** Registers the kernels that TensorFlow.js lacks, and our own in place of some that it has. */
export function registerKernels(): void {
  if (registered) return;
  registered = true;
  const kernels = [
    ...ACTIVATION_GRADIENT_KERNELS,
    ...BROADCAST_KERNELS,
    ...convolutionKernels(),
    ...EXPAND_DIMS_KERNELS,
    ...GATHER_KERNELS,
    ...matrixProductKernels(),
    ...MAX_POOL_GRADIENT_KERNELS,
    ...reductionKernels(),
    ...RESIZE_GRADIENT_KERNELS,
  ];
  for (const kernel of kernels) {
    const { kernelName, backendName } = kernel;
    if (tf.getKernel(kernelName, backendName)) tf.unregisterKernel(kernelName, backendName);
    tf.registerKernel(kernel);
  }
}
