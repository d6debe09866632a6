import * as tf from "@tensorflow/tfjs";
import { DataType } from "../data_type.ts";
import { intAttribute, stringAttribute, typeAttribute } from "../operation.ts";
import type { Tensor } from "../tensor.ts";
import { type KernelAttributes, plainKernel, tensorflowKernel } from "./kernel_of.ts";

type Size = [number, number] | number;

function poolOf(input: Tensor, { filterSize, strides, pad }: KernelAttributes): tf.backend_util.Conv2DInfo {
  const shape = input.shape as [number, number, number, number];
  return tf.backend_util.computePool2DInfo(shape, filterSize as Size, strides as Size, 1, pad as "same" | "valid");
}

/** Takes from each window of `ddx` the value at the place where the window of `input` is largest. */
function pickAtMaximum(ddx: Tensor, input: Tensor, pool: tf.backend_util.Conv2DInfo): Tensor {
  const values = ddx.dataSync(), inputs = input.dataSync();
  const picked = tf.buffer(pool.outShape, "float32");
  const [, height, width, channels] = input.shape as [number, number, number, number];
  for (let position = 0; position < picked.size; position++) {
    const [batch, row, column, channel] = picked.indexToLoc(position) as [number, number, number, number];
    const top = row * pool.strideHeight - pool.padInfo.top, left = column * pool.strideWidth - pool.padInfo.left;
    let largest = -Infinity;
    for (let y = Math.max(top, 0); y < Math.min(top + pool.filterHeight, height); y++) {
      for (let x = Math.max(left, 0); x < Math.min(left + pool.filterWidth, width); x++) {
        const offset = ((batch * height + y) * width + x) * channels + channel;
        if (inputs[offset]! <= largest) continue;
        largest = inputs[offset]!;
        picked.values[position] = values[offset]!;
      }
    }
  }
  return picked.toTensor();
}

/** The gradient of the gradient of max pooling: what max pooling passed on of `input`, it passes on of `ddx`. */
export const MAX_POOL_GRADIENT_KERNELS: readonly tf.KernelConfig[] = [
  tensorflowKernel("MaxPoolGradGrad", (backend, { ddx, input, output }, attributes) => {
    const pool = poolOf(input!, attributes);
    return backend.run("MaxPoolGradGrad", [
      typeAttribute("T", DataType.float32),
      intAttribute("ksize", [1, pool.filterHeight, pool.filterWidth, 1]),
      intAttribute("strides", [1, pool.strideHeight, pool.strideWidth, 1]),
      stringAttribute("padding", pool.padInfo.type),
      stringAttribute("data_format", "NHWC"),
    ], [input!, output!, ddx!]);
  }),
  plainKernel(
    "MaxPoolGradGrad",
    ({ ddx, input }, attributes) => pickAtMaximum(ddx!, input!, poolOf(input!, attributes)),
  ),
];
