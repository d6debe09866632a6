import type { Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { checkRows } from "../_check_rows.ts";
import type { StreamedSource } from "../streamed_source.ts";

/** Options of {@linkcode streamedRows}. */
export interface StreamedRowsOptions {
  readonly name?: string;
  readonly size?: number;
  /** @default {[2, 3, 1]} */
  readonly storedShape?: readonly number[];
  readonly range?: readonly [low: number, high: number];
  /** @default {two, that rows take in turn; null for none} */
  readonly classes?: readonly string[] | null;
  /** Hears of each read, and may fail it. */
  readonly onRead?: (indices: Int32Array) => void;
  readonly onDispose?: () => void;
}

/** The byte at a place of a row of {@linkcode streamedRows}. */
export const byteOf = (row: number, place: number): number => (37 * row + 11 * place) % 256;

/** A streamed source that computes its bytes. */
export function streamedRows(options: StreamedRowsOptions = {}): StreamedSource {
  const { name = "streamed", size = 60, storedShape = [2, 3, 1], range = [-1, 1], classes = ["even", "odd"] } = options;
  const rowBytes = storedShape.reduce((product, length) => product * length, 1);
  const [low, high] = range;
  return {
    name,
    size,
    shape: storedShape,
    storedShape,
    range,
    ...classes && { classes, labels: Int32Array.from({ length: size }, (_, row) => row % classes.length) },
    // deno-lint-ignore require-await -- so that a fault is a rejection
    async read(indices: Int32Array): Promise<Uint8Array> {
      checkRows(indices, { name, size });
      options.onRead?.(indices);
      return Uint8Array.from(
        [...indices].flatMap((row) => Array.from({ length: rowBytes }, (_, place) => byteOf(row, place))),
      );
    },
    decode: (bytes: Tensor): Tensor => tf.tidy(() => bytes.div(255).mul(high - low).add(low)),
    dispose: () => options.onDispose?.(),
  };
}
