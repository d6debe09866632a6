import * as tf from "@tensorflow/tfjs";
import { DataType } from "../data_type.ts";
import { typeAttribute } from "../operation.ts";
import type { Tensor } from "../tensor.ts";
import type { TensorflowBackend } from "../tensorflow_backend.ts";
import { type KernelAttributes, tensorflowKernel } from "./kernel_of.ts";
import {
  type Convolution,
  narrowConvolution,
  narrowFilterGradient,
  narrowTransposedConvolution,
} from "./narrow_convolution.ts";
import { replacingKernel } from "./replacing.ts";
import { runKernel } from "./run_kernel.ts";

type Shape4D = [number, number, number, number];
type Pair = [number, number];

/**
 * oneDNN works in blocks of 16 channels, most of which stay empty in a convolution to (or from) a few.
 *
 * Measured in a graph on 2 cores, batch 64, as the original's time over ours. To 1 channel: 5.7 forward and 6.8 by the filter for
 * 7x7, 2.4 and 4.2 for 3x3; to 3 channels 1.6 and 2.2, to 4 about 1.5 with one core free and a loss with both. Transposed, 4x4 with
 * stride 2: to 1 channel 1.6, to 2 channels 1.5, to 3 between 0.7 and 1.4. At 1 in 8 of the channels nothing is left of it.
 */
const MOST_CHANNELS = 3, MOST_TRANSPOSED_CHANNELS = 2, LEAST_SHARE = 16;

function isNarrow(channels: number, others: number, most: number): boolean {
  return channels <= most && others >= LEAST_SHARE * channels;
}

/** Describes a convolution if it is one that we can lower: no dilation, channels last, `same` or `valid`, on a CPU. */
function lowerable(
  backend: TensorflowBackend,
  input: number[],
  filter: number[],
  attributes: KernelAttributes,
): Convolution | undefined {
  const { strides, pad, dataFormat, dilations = 1, dimRoundingMode } = attributes;
  if (
    backend.native.isUsingGpuDevice() || (dataFormat ?? "NHWC") !== "NHWC" ||
    !tf.backend_util.tupleValuesAreOne(dilations as Pair)
  ) return;
  if (pad !== "same" && pad !== "valid") return;
  const info = tf.backend_util.computeConv2DInfo(
    input as Shape4D,
    filter as Shape4D,
    strides as Pair,
    1,
    pad,
    dimRoundingMode as "floor" | undefined,
  );
  if (
    info.filterHeight < info.strideHeight || info.filterWidth < info.strideWidth || info.outHeight < 1 ||
    info.outWidth < 1
  ) return;
  return {
    batch: info.batchSize,
    inChannels: info.inChannels,
    outChannels: info.outChannels,
    rows: {
      kernel: info.filterHeight,
      stride: info.strideHeight,
      before: info.padInfo.top,
      short: info.outHeight,
      long: info.inHeight,
    },
    columns: {
      kernel: info.filterWidth,
      stride: info.strideWidth,
      before: info.padInfo.left,
      short: info.outWidth,
      long: info.inWidth,
    },
  };
}

function hasNarrowOutput({ inChannels, outChannels, rows, columns }: Convolution): boolean {
  return rows.stride === 1 && columns.stride === 1 && isNarrow(outChannels, inChannels, MOST_CHANNELS);
}

/** Convolutions with few channels on one side, as matrix products. */
export function convolutionKernels(): tf.KernelConfig[] {
  return [
    replacingKernel(tf.Conv2D, (backend, { x, filter }, attributes) => {
      const convolution = lowerable(backend, x!.shape, filter!.shape, attributes);
      if (convolution && hasNarrowOutput(convolution)) return narrowConvolution(x!, filter!, convolution);
    }),
    replacingKernel(tf.Conv2DBackpropFilter, (backend, { x, dy }, attributes) => {
      const convolution = lowerable(backend, x!.shape, attributes.filterShape as number[], attributes);
      if (convolution && hasNarrowOutput(convolution)) return narrowFilterGradient(x!, dy!, convolution);
    }),
    replacingKernel(tf.Conv2DBackpropInput, (backend, { dy, filter }, attributes) => {
      const convolution = lowerable(backend, attributes.inputShape as number[], filter!.shape, attributes);
      if (convolution && isNarrow(convolution.inChannels, convolution.outChannels, MOST_TRANSPOSED_CHANNELS)) {
        return narrowTransposedConvolution(dy!, filter!, convolution);
      }
    }),
    // in parts, so that what is said of convolutions here holds for layers with a bias too
    tensorflowKernel(
      tf.FusedConv2D,
      (backend, { x, filter, bias, preluActivationWeights }, attributes) =>
        tf.tidy(() => {
          const convolved = runKernel(tf.Conv2D, { x: x!, filter: filter! }, attributes);
          const { activation, leakyreluAlpha } = attributes as {
            activation: tf.fused.Activation;
            leakyreluAlpha: number;
          };
          const biased = bias ? addBias(backend, convolved, bias) : convolved;
          return tf.backend_util.applyActivation(biased, activation, preluActivationWeights, leakyreluAlpha);
        }),
    ),
  ];
}

/** One value a channel, by the kernel that needs no broadcasting. */
function addBias(backend: TensorflowBackend, convolved: Tensor, bias: Tensor): Tensor {
  return bias.shape.length === 1 && bias.shape[0] === convolved.shape.at(-1)
    ? backend.run("BiasAdd", [typeAttribute("T", DataType.float32)], [convolved, bias])
    : convolved.add(bias);
}
