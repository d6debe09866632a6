import type { Tensor } from "../tensor.ts";
import { type Moves, shiftedCopies, sumShiftedPlanes } from "./shifted_planes.ts";

/** A convolution of `[batch, height, width, channels]` in both directions, without dilation. */
export interface Convolution {
  readonly batch: number;
  readonly inChannels: number;
  readonly outChannels: number;
  /** Along the height: `short` is the output's length and `long` is the input's. */
  readonly rows: Moves;
  /** Along the width. */
  readonly columns: Moves;
}

/** With stride 1 a convolution is a transposed convolution by the reversed filter: its moves as such. */
function reversed({ kernel, before, short, long }: Moves): Moves {
  return { kernel, stride: 1, before: kernel - 1 - before, short: long, long: short };
}

/** A convolution to few channels with stride 1: one matrix product with all taps, then the taps' planes added up. */
export function narrowConvolution(x: Tensor, filter: Tensor, convolution: Convolution): Tensor {
  const { batch, inChannels, outChannels, rows, columns } = convolution;
  const taps = filter.reverse([0, 1]).transpose([0, 1, 3, 2]).reshape([-1, inChannels]);
  const planes = taps.matMul(x.reshape([-1, inChannels]), false, true);
  return sumShiftedPlanes(planes, batch, outChannels, reversed(rows), reversed(columns));
}

/** The gradient by the filter of a convolution to few channels with stride 1: the output's gradient copied once a tap, then a matrix product. */
export function narrowFilterGradient(x: Tensor, dy: Tensor, convolution: Convolution): Tensor {
  const { inChannels, outChannels, rows, columns } = convolution;
  const copies = shiftedCopies(dy, rows, columns);
  return copies.matMul(x.reshape([-1, inChannels]))
    .reshape([columns.kernel, rows.kernel, outChannels, inChannels]).transpose([1, 0, 3, 2]);
}

/** A transposed convolution to few channels, which is also the gradient by the input of a convolution of few channels. */
export function narrowTransposedConvolution(dy: Tensor, filter: Tensor, convolution: Convolution): Tensor {
  const { batch, inChannels, outChannels, rows, columns } = convolution;
  const planes = filter.reshape([-1, outChannels]).matMul(dy.reshape([-1, outChannels]), false, true);
  return sumShiftedPlanes(planes, batch, inChannels, rows, columns);
}
