import * as tf from "@tensorflow/tfjs";
import type { Tensor } from "../tensor.ts";
import { cut, extend } from "./axes.ts";
import { gradientOf } from "./gradient_of.ts";

/** Puts the entries of an axis back to where every `stride`-th was taken from, with zeros elsewhere. */
function spaceOut(dy: Tensor, axis: number, begin: number, stride: number, length: number): Tensor {
  const count = dy.shape[axis]!, step = Math.abs(stride);
  const first = stride > 0 ? begin : begin + (count - 1) * stride;
  const { shape } = dy;
  const spaced = extend(
    (stride > 0 ? dy : dy.reverse(axis)).reshape([...shape.slice(0, axis + 1), 1, ...shape.slice(axis + 1)]),
    axis + 1,
    0,
    step - 1,
  ).reshape(shape.map((size, index) => index === axis ? count * step : size));
  return extend(cut(spaced, axis, 0, (count - 1) * step + 1), axis, first, length - first - (count - 1) * step - 1);
}

interface StridedSlice {
  readonly begin: number[];
  readonly end: number[];
  readonly strides: number[];
  readonly beginMask: number;
  readonly endMask: number;
  readonly ellipsisMask: number;
  readonly newAxisMask: number;
  readonly shrinkAxisMask: number;
}

function unslice(dy: Tensor, shape: number[], attributes: StridedSlice): Tensor {
  const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attributes;
  const masks = [beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask] as const;
  const info = tf.slice_util.sliceInfo(shape, begin, end, strides, ...masks);
  if (dy.size === 0) return tf.zeros(shape);
  // the shape before new axes are added and single entries lose theirs
  const taken = shape.map((_, axis) => Math.ceil((info.end[axis]! - info.begin[axis]!) / info.strides[axis]!));
  return shape.reduce(
    (spaced, length, axis) => spaceOut(spaced, axis, info.begin[axis]!, info.strides[axis]!, length),
    dy.reshape(taken),
  );
}

/** The gradient of strided slices, which TensorFlow.js lacks; made of linear operations, so that its own follows. */
export const STRIDED_SLICE_GRADIENTS: readonly tf.GradConfig[] = [
  gradientOf(tf.StridedSlice, { inputs: ["x"] }, (dy, [x], attributes) => ({
    x: () => unslice(dy, x!.shape, attributes as unknown as StridedSlice),
  })),
];
