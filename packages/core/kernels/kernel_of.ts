import * as tf from "@tensorflow/tfjs";
import type { Tensor } from "../tensor.ts";
import type { TensorflowBackend } from "../tensorflow_backend.ts";

/** The tensors that a kernel takes, by name. */
export type KernelInputs = Readonly<Record<string, Tensor>>;

/** The settings that a kernel takes, by name. */
export type KernelAttributes = Readonly<Record<string, unknown>>;

/** A kernel for libtensorflow. */
export function tensorflowKernel(
  kernelName: string,
  run: (backend: TensorflowBackend, inputs: KernelInputs, attributes: KernelAttributes) => tf.TensorInfo,
): tf.KernelConfig {
  return {
    kernelName,
    backendName: "tensorflow",
    kernelFunc: ({ inputs, attrs, backend }) =>
      run(backend as TensorflowBackend, inputs as unknown as KernelInputs, attrs as KernelAttributes),
  };
}

/** A kernel for the plain JavaScript backend, written in tensor operations. */
export function plainKernel(
  kernelName: string,
  run: (inputs: KernelInputs, attributes: KernelAttributes) => Tensor,
): tf.KernelConfig {
  return {
    kernelName,
    backendName: "cpu",
    kernelFunc: ({ inputs, attrs }) => tf.tidy(() => run(inputs as unknown as KernelInputs, attrs as KernelAttributes)),
  };
}
