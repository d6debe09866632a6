import * as tf from "@tensorflow/tfjs";
import { DataType } from "../data_type.ts";
import { stringAttribute, typeAttribute } from "../operation.ts";
import type { Tensor } from "../tensor.ts";
import type { TensorflowBackend } from "../tensorflow_backend.ts";
import type { KernelAttributes } from "./kernel_of.ts";
import { replacingKernel } from "./replacing.ts";

/** Below so many channels TensorFlow's general sum is the faster one. */
const LEAST_CHANNELS = 16;

const ATTRIBUTES = [typeAttribute("T", DataType.float32), stringAttribute("data_format", "NHWC")];

/**
 * Sums everything but the last axis as the gradient of a bias, which TensorFlow does twice as fast as a sum on a CPU.
 *
 * Not on a GPU, where the gradient of a bias adds in an order that changes from run to run.
 */
function sumPerChannel(
  backend: TensorflowBackend,
  x: Tensor,
  { axis, keepDims }: KernelAttributes,
): Tensor | undefined {
  const { shape } = x, channels = shape.at(-1)!;
  if (backend.native.isUsingGpuDevice() || x.dtype !== "float32" || shape.length < 2) return;
  const axes = tf.util.parseAxisParam(axis as number[], shape);
  if (axes.length !== shape.length - 1 || axes.includes(axes.length) || channels < LEAST_CHANNELS || x.size === 0) {
    return;
  }
  // as a matrix: in a graph TensorFlow would otherwise fuse it with the gradient of a convolution, to other last bits
  const sum = backend.run("BiasAddGrad", ATTRIBUTES, [x.reshape([-1, channels])]);
  return keepDims ? sum.reshape([...shape.slice(0, -1).fill(1), channels]) : sum;
}

/** Sums and means over all axes but the last: the gradients of biases, and the moments of batch normalization. */
export function reductionKernels(): tf.KernelConfig[] {
  return [
    replacingKernel(tf.Sum, (backend, { x }, attributes) => sumPerChannel(backend, x!, attributes)),
    replacingKernel(
      tf.Mean,
      (backend, { x }, attributes) => sumPerChannel(backend, x!, attributes)?.mul(x!.shape.at(-1)! / x!.size),
    ),
  ];
}
