import * as tf from "@tensorflow/tfjs";
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
 * oneDNN works in blocks of 16 channels, most of which stay empty in a convolution to (or from) 1 to 4.
 *
 * Measured on 2 cores, original against lowered, batch 64 on 28x28: 7x7 128 to 1 5 to 7 times as fast forward and 8 to 13 times by
 * the filter, 3x3 64 to 3 1.7 and 2.7 times, transposed 4x4 stride 2 32 to 1 1.9 times; at a share of 1 in 10 both are alike, at
 * 1 in 4 the original is the faster one.
 */
const MOST_NARROW = 4, LEAST_SHARE = 16;

function isNarrow(channels: number, others: number): boolean {
  return channels <= MOST_NARROW && others >= LEAST_SHARE * channels;
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
  return rows.stride === 1 && columns.stride === 1 && isNarrow(outChannels, inChannels);
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
      if (convolution && isNarrow(convolution.inChannels, convolution.outChannels)) {
        return narrowTransposedConvolution(dy!, filter!, convolution);
      }
    }),
    // in parts, so that what is said of convolutions here holds for layers with a bias too
    tensorflowKernel(tf.FusedConv2D, (_, { x, filter, bias, preluActivationWeights }, attributes) =>
      tf.tidy(() => {
        const convolved = runKernel(tf.Conv2D, { x: x!, filter: filter! }, attributes);
        const { activation, leakyreluAlpha } = attributes as {
          activation: tf.fused.Activation;
          leakyreluAlpha: number;
        };
        const biased = bias ? convolved.add(bias) : convolved;
        return tf.backend_util.applyActivation(biased, activation, preluActivationWeights, leakyreluAlpha);
      })),
  ];
}
