import type { Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { checkRows } from "./_check_rows.ts";
import { readBytes } from "./read_bytes.ts";
import type { Source } from "./source.ts";
import { isStreamed, type StreamedSource } from "./streamed_source.ts";

/**
 * Reads some rows of a source of either kind, outside a step: to show them, or to measure.
 *
 * @param rows Their numbers, each in [0, size), in any order and repeatedly.
 * @returns float32 `[count, ...shape]`, in the order of the numbers; the caller disposes it.
 * @throws {RangeError} If a number is none of a row.
 * @throws {Error} If a row of a streamed source cannot be had.
 *
 * @example
 * ```ts
 * import { functionPoints, readRows } from "@forger/data";
 * import { assertEquals } from "@std/assert";
 *
 * const line = functionPoints({ f: (x) => x, domain: [0, 4], count: 4 });
 * const rows = await readRows(line, [3, 0]);
 * assertEquals(rows.arraySync(), [[3.5, 3.5], [0.5, 0.5]]);
 * rows.dispose();
 * line.dispose();
 * ```
 */
export async function readRows(source: Source | StreamedSource, rows: readonly number[]): Promise<Tensor> {
  checkRows(rows, source);
  const indices = Int32Array.from(rows);
  if (!isStreamed(source)) return tf.tidy(() => source.gather(tf.tensor1d(indices, "int32")));
  const bytes = await readBytes(source, indices);
  return tf.tidy(() =>
    source.decode(tf.tensor(Float32Array.from(bytes), [rows.length, ...source.storedShape], "float32"))
  );
}
