import type * as tf from "@tensorflow/tfjs";
import type { KernelAttributes, KernelInputs } from "../kernels/kernel_of.ts";
import { asWebgpuBackend, type WebgpuBackend } from "../webgpu_backend.ts";

/** A kernel for WebGPU. */
export function webgpuKernel(
  kernelName: string,
  run: (backend: WebgpuBackend, inputs: KernelInputs, attributes: KernelAttributes) => tf.TensorInfo,
): tf.KernelConfig {
  return {
    kernelName,
    backendName: "webgpu",
    kernelFunc: ({ inputs, attrs, backend }) =>
      run(asWebgpuBackend(backend), inputs as unknown as KernelInputs, attrs as KernelAttributes),
  };
}
