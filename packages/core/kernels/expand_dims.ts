import * as tf from "@tensorflow/tfjs";
import { tensorflowKernel } from "./kernel_of.ts";

/** Adds an axis of length 1 as a reshape: the stock kernel tells TensorFlow no types, which a graph insists on. */
export const EXPAND_DIMS_KERNELS: readonly tf.KernelConfig[] = [
  tensorflowKernel(tf.ExpandDims, (_backend, { input }, { dim }) => {
    const shape = [...input!.shape], axis = dim as number;
    shape.splice(axis < 0 ? shape.length + 1 + axis : axis, 0, 1);
    return tf.reshape(input! as tf.Tensor, shape);
  }),
];
