import * as tf from "@tensorflow/tfjs";
import { ACTIVATION_GRADIENT_KERNELS } from "../kernels/activation_gradients.ts";
import { BROADCAST_KERNELS } from "../kernels/broadcast_to.ts";
import { RESIZE_GRADIENT_KERNELS } from "../kernels/resize_gradient.ts";
import { addNKernels } from "./add_n.ts";
import { ELEMENTARY_KERNELS } from "./elementary.ts";
import { GATHER_BYTES_KERNELS } from "./gather_bytes.ts";
import { MAX_POOL_GRADIENT_KERNELS } from "./max_pool_gradient.ts";
import { PHILOX_KERNELS } from "./philox_bits.ts";

/** Those for the plain backend are written in tensor operations, which run anywhere. */
function plainKernels(): tf.KernelConfig[] {
  return [...ACTIVATION_GRADIENT_KERNELS, ...BROADCAST_KERNELS, ...RESIZE_GRADIENT_KERNELS]
    .filter(({ backendName }) => backendName === "cpu")
    .map((kernel) => ({ ...kernel, backendName: "webgpu" }));
}

/** Registers the kernels that the WebGPU backend lacks, and our own in place of some that it has. */
export function registerWebgpuKernels(): void {
  const kernels = [
    ...plainKernels(),
    ...addNKernels(),
    ...ELEMENTARY_KERNELS,
    ...GATHER_BYTES_KERNELS,
    ...MAX_POOL_GRADIENT_KERNELS,
    ...PHILOX_KERNELS,
  ];
  for (const kernel of kernels) {
    const { kernelName, backendName } = kernel;
    if (tf.getKernel(kernelName, backendName)) tf.unregisterKernel(kernelName, backendName);
    tf.registerKernel(kernel);
  }
}
