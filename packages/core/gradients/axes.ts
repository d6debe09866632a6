import type { Tensor } from "../tensor.ts";

/** A tensor with one axis cut down to a range. */
export function cut(tensor: Tensor, axis: number, begin: number, size: number): Tensor {
  const begins = tensor.shape.map((_, index) => index === axis ? begin : 0);
  return tensor.slice(begins, tensor.shape.map((length, index) => index === axis ? size : length));
}

/** A tensor with zeros before and after it along one axis. */
export function extend(tensor: Tensor, axis: number, before: number, after: number): Tensor {
  return tensor.pad(tensor.shape.map((_, index): [number, number] => index === axis ? [before, after] : [0, 0]));
}
