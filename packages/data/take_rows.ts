import { pickRows } from "./_pick_rows.ts";
import type { SameKind } from "./same_kind.ts";
import type { Source } from "./source.ts";
import type { StreamedSource } from "./streamed_source.ts";

/** Which rows {@linkcode takeRows} takes. */
export interface RowsToTake {
  /** The first row. @default {0} */
  readonly from?: number;
  /** The row after the last one. @default the source's size */
  readonly to?: number;
}

/**
 * Takes the first rows of a source, or those from one row to another, as a source of their own.
 *
 * The first rows of a folder of classes are all of its first class: {@linkcode splitRows} takes a share of each.
 *
 * They keep their labels, and the classes, the modes and the range of the whole. Disposing the new source disposes the given
 * one, which is not to be disposed besides.
 *
 * @param rows How many of the first rows; or the first one, counted from 0, and the one after the last.
 * @returns A source of the same kind as the given one.
 * @throws {RangeError} If that is no row at all, or one that the source does not have.
 *
 * @example
 * ```ts
 * import { functionPoints, takeRows } from "@forger/data";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * const parabola = functionPoints({ f: (x) => x * x, domain: [-2, 2], count: 4 });
 * const right = takeRows(parabola, { from: 2 });
 * assertEquals(right.size, 2);
 * assertEquals(right.gather(tf.tensor1d([0, 1], "int32")).arraySync(), [[0.5, 0.25], [1.5, 2.25]]);
 * right.dispose();
 * ```
 */
export function takeRows<Given extends Source | StreamedSource>(
  source: Given,
  rows: number | RowsToTake,
): SameKind<Given> {
  const { name, size } = source;
  const { from = 0, to = size } = typeof rows === "number" ? {} : rows;
  const end = typeof rows === "number" ? rows : to;
  requireRow(name, "from", from, 0, size - 1);
  requireRow(name, typeof rows === "number" ? "count" : "to", end, from + 1, size);
  return pickRows(source, {
    rows: Int32Array.from({ length: end - from }, (_, index) => from + index),
    name: `${name}, rows ${from} to ${end - 1}`,
    release: () => source.dispose(),
  }) as SameKind<Given>;
}

function requireRow(source: string, option: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new RangeError(
    `Cannot take rows of ${source} as ${option} must be an integer from ${least} to ${most}: current value is ${value}`,
  );
}
