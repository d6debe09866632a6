import * as tf from "@tensorflow/tfjs";
import type { Tensor } from "../tensor.ts";

/** How a convolution moves along one axis, between its narrow side and its wide side. */
export interface Moves {
  /** Length of the filter. */
  readonly kernel: number;
  /** Entries of the long side per entry of the short side. */
  readonly stride: number;
  /** Zeros before the long side. */
  readonly before: number;
  /** Length of the short side, the one that the filter's planes have. */
  readonly short: number;
  /** Length of the long side. */
  readonly long: number;
}

/**
 * `sum over u of planes[u, :, i]` at `long = stride · i + u - before`.
 *
 * @param planes `[kernel, outer, short · inner]`
 * @returns `[outer, long · inner]`
 */
function sumAlong(planes: Tensor, { kernel, stride, before, short, long }: Moves, inner: number): Tensor {
  const outer = planes.shape[1]!;
  const rows = Math.ceil(long / stride);
  const taps = Array.from({ length: kernel }, (_, u) => {
    const phase = ((u - before) % stride + stride) % stride;
    return { u, phase, shift: (u - before - phase) / stride };
  });
  const shifts = taps.map(({ shift }) => shift);
  const first = Math.max(0, Math.max(...shifts)), last = Math.max(0, rows - short - Math.min(...shifts));
  const padded = planes.pad([[0, 0], [0, 0], [first * inner, last * inner]]);
  const phases = Array.from({ length: stride }, (_, wanted) =>
    tf.addN(
      taps.filter(({ phase }) => phase === wanted).map(({ u, shift }) =>
        padded.slice([u, 0, (first - shift) * inner], [1, outer, rows * inner])
      ),
    ));
  if (stride === 1) return phases[0]!.reshape([outer, rows * inner]);
  const woven = weave(phases.map((phase) => phase.reshape([outer * rows, inner])), inner);
  const whole = woven.reshape([outer, rows * stride * inner]);
  return rows * stride === long ? whole : whole.slice([0, 0], [outer, long * inner]);
}

/** `[count, phases · inner]` of rows `[count, inner]`; single values are woven twice as fast by a transposition. */
function weave(phases: readonly Tensor[], inner: number): Tensor {
  return inner === 1 ? tf.stack(phases.map((phase) => phase.flatten())).transpose() : tf.stack([...phases], 1);
}

/**
 * Adds up the planes of a filter's taps, each at its own place: what a transposed convolution does after its matrix product.
 *
 * @param planes `[kernel height, kernel width, channels, batch, short height, short width]`, flat.
 * @returns `[batch, long height, long width, channels]`
 */
export function sumShiftedPlanes(planes: Tensor, batch: number, channels: number, rows: Moves, columns: Moves): Tensor {
  const images = channels * batch;
  // rows first, as whole rows are woven fast, and half of the planes is left where single values are
  const tall = sumAlong(
    planes.reshape([rows.kernel, columns.kernel * images, rows.short * columns.short]),
    rows,
    columns.short,
  );
  const wide = sumAlong(tall.reshape([columns.kernel, images * rows.long, columns.short]), columns, 1);
  const shape = [batch, rows.long, columns.long];
  return channels === 1 ? wide.reshape([...shape, 1]) : wide.reshape([channels, ...shape]).transpose([1, 2, 3, 0]);
}

/**
 * `copies[u, :, i] = values[:, i + before - u]` for every `i` of the long side, zero outside.
 *
 * @param values `[outer, short · inner]`; the stride is 1.
 * @returns `[kernel, outer, long · inner]`
 */
function copyAlong(values: Tensor, { kernel, before, short, long }: Moves, inner: number): Tensor {
  const outer = values.shape[0]!;
  const first = kernel - 1 - before, last = Math.max(0, long - short + before);
  const padded = values.pad([[0, 0], [first * inner, last * inner]]);
  return tf.stack(
    Array.from({ length: kernel }, (_, u) => padded.slice([0, (kernel - 1 - u) * inner], [outer, long * inner])),
  );
}

/**
 * Copies images once for every tap of a filter, each to where the tap took it from: what the filter's gradient multiplies by.
 *
 * @param images `[batch, short height, short width, channels]`; the stride is 1.
 * @returns `[kernel width · kernel height · channels, batch · long height · long width]`
 */
export function shiftedCopies(images: Tensor, rows: Moves, columns: Moves): Tensor {
  const [batch, height, width, channels] = images.shape as [number, number, number, number];
  const planes = channels === 1 ? images : images.transpose([3, 0, 1, 2]);
  const tall = copyAlong(planes.reshape([channels * batch, height * width]), rows, width);
  const wide = copyAlong(tall.reshape([rows.kernel * channels * batch * rows.long, width]), columns, 1);
  return wide.reshape([columns.kernel * rows.kernel * channels, batch * rows.long * columns.long]);
}
