import * as tf from "@tensorflow/tfjs";
import { checkRows } from "./_check_rows.ts";
import type { Source } from "./source.ts";
import { isStreamed, type StreamedSource } from "./streamed_source.ts";

/**
 * Reads the labels of some rows of a source of either kind, outside a step.
 *
 * @param rows Their numbers, each in [0, size), in any order and repeatedly.
 * @returns A label for each number, in [0, classes).
 * @throws {RangeError} If a number is none of a row.
 * @throws {TypeError} If the source has no labels.
 *
 * @example
 * ```ts
 * import { readLabels, ringOfGaussians } from "@forger/data";
 * import { assertEquals } from "@std/assert";
 *
 * const ring = ringOfGaussians({ modes: 4, count: 100 });
 * assertEquals(await readLabels(ring, [0, 1, 6]), [0, 1, 2]);
 * ring.dispose();
 * ```
 */
export async function readLabels(source: Source | StreamedSource, rows: readonly number[]): Promise<number[]> {
  checkRows(rows, source);
  if (isStreamed(source)) {
    const { labels } = source;
    return labels ? rows.map((row) => labels[row]!) : refuse(source.name);
  }
  if (!source.gatherLabels) return refuse(source.name);
  const labels = tf.tidy(() => source.gatherLabels!(tf.tensor1d([...rows], "int32")));
  try {
    return Array.from(await labels.data());
  } finally {
    labels.dispose();
  }
}

function refuse(name: string): never {
  throw new TypeError(`Cannot read labels of ${name} as it must have a label for each row: it has none`);
}
