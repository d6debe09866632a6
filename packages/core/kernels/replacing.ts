import * as tf from "@tensorflow/tfjs";
import type { Tensor } from "../tensor.ts";
import type { TensorflowBackend } from "../tensorflow_backend.ts";
import { type KernelAttributes, type KernelInputs, tensorflowKernel } from "./kernel_of.ts";

/**
 * A kernel for libtensorflow that computes what it can in a better way and leaves the rest to the kernel that it replaces.
 *
 * @param lower Gives the result, or nothing where the replaced kernel shall run.
 */
export function replacingKernel(
  kernelName: string,
  lower: (backend: TensorflowBackend, inputs: KernelInputs, attributes: KernelAttributes) => Tensor | undefined,
): tf.KernelConfig {
  const original = tf.getKernel(kernelName, "tensorflow").kernelFunc;
  return tensorflowKernel(
    kernelName,
    (backend, inputs, attributes) =>
      tf.tidy(() => lower(backend, inputs, attributes)) ??
        original({ inputs: inputs as never, attrs: attributes as never, backend }) as tf.TensorInfo,
  );
}
