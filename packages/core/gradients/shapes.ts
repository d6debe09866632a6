import * as tf from "@tensorflow/tfjs";
import type { Tensor } from "../tensor.ts";
import { cut, extend } from "./axes.ts";
import { gradientOf } from "./gradient_of.ts";

/** More axes than these the shaders of WebGPU do not know. */
const MOST_AXES = 6;

/** Sums the pieces of a tensor that was made by repeating one of `shape`. */
function sumRepeats(dy: Tensor, shape: readonly number[], repeats: readonly number[]): Tensor {
  if (2 * shape.length > MOST_AXES && tf.getBackend() === "webgpu") {
    return repeats.reduce((rest, count, axis) => sumRepeatsAlong(rest, axis, count), dy);
  }
  const split = shape.flatMap((length, axis) => [repeats[axis]!, length]);
  return dy.reshape(split).sum(shape.map((_, axis) => 2 * axis));
}

/** The same along one axis. */
function sumRepeatsAlong(dy: Tensor, axis: number, count: number): Tensor {
  if (count === 1) return dy;
  const before = dy.shape.slice(0, axis), after = dy.shape.slice(axis + 1), length = dy.shape[axis]! / count;
  const size = tf.util.sizeFromShape(before);
  return dy.reshape([size, count, length, tf.util.sizeFromShape(after)]).sum(1).reshape([...before, length, ...after]);
}

/** Adds to the middle of an axis what reflecting it outward had copied from there. */
function foldEdges(dy: Tensor, axis: number, [before, after]: readonly [number, number], skip: number): Tensor {
  const length = dy.shape[axis]! - before - after;
  let middle = cut(dy, axis, before, length);
  if (before > 0) {
    middle = middle.add(extend(cut(dy, axis, 0, before).reverse(axis), axis, skip, length - skip - before));
  }
  if (after > 0) {
    const edge = cut(dy, axis, before + length, after).reverse(axis);
    middle = middle.add(extend(edge, axis, length - skip - after, skip));
  }
  return middle;
}

/** Gradients of operations that repeat or rearrange; made of linear operations, so that theirs follow. */
export const SHAPE_GRADIENTS: readonly tf.GradConfig[] = [
  // TensorFlow.js adds up one slice a repeat
  gradientOf(
    tf.Tile,
    { inputs: ["x"] },
    (dy, [x], { reps }) => ({ x: () => sumRepeats(dy, x!.shape, reps as number[]) }),
  ),
  // TensorFlow.js forgets what the padding reflects
  gradientOf(tf.MirrorPad, {}, (dy, _, { paddings, mode }) => ({
    x: () =>
      (paddings as [number, number][]).reduce(
        (rest, padding, axis) => foldEdges(rest, axis, padding, mode === "reflect" ? 1 : 0),
        dy,
      ),
  })),
];
