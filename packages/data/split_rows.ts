import * as tf from "@tensorflow/tfjs";
import { pickRows } from "./_pick_rows.ts";
import { epochPermutation } from "./permutation.ts";
import type { SameKind } from "./same_kind.ts";
import type { Source } from "./source.ts";
import { isStreamed, type StreamedSource } from "./streamed_source.ts";

/** Options of {@linkcode splitRows}. */
export interface SplitRowsOptions {
  /** Which rows go where: an integer from 0 to 2^53 - 1. @default {0} */
  readonly seed?: number;
}

/** An epoch that no training reaches, so that the split has nothing to do with the order in which a run visits rows. */
const EPOCH = 2 ** 32 - 1;

/**
 * Splits a source's rows at random into two sources: for training and for measuring, for instance.
 *
 * Every row is in exactly one of them, and in random order. Where there are labels each class is split by the same share, as
 * far as whole rows allow; both sources have all classes. The same seed gives the same split everywhere. The given source is
 * disposed with the second of the two to be disposed, and is not to be disposed besides.
 *
 * @param share How much of the rows the first source gets, between 0 and 1.
 * @returns Two sources of the same kind as the given one.
 * @throws {RangeError} If `share` is not between 0 and 1 or leaves a part without rows, or `seed` is no such integer.
 *
 * @example
 * ```ts
 * import { ringOfGaussians, splitRows } from "@forger/data";
 * import { assertEquals } from "@std/assert";
 *
 * const [training, test] = splitRows(ringOfGaussians({ count: 1000 }), 0.9);
 * assertEquals([training.size, test.size], [900, 100]);
 * training.dispose();
 * test.dispose();
 * ```
 */
export function splitRows<Given extends Source | StreamedSource>(
  source: Given,
  share: number,
  options: SplitRowsOptions = {},
): [first: SameKind<Given>, second: SameKind<Given>] {
  const { seed = 0 } = options;
  const { name, size } = source;
  if (!(share > 0 && share < 1)) {
    throw new RangeError(`Cannot split ${name} as share must be between 0 and 1: current value is ${share}`);
  }
  const count = Math.round(share * size);
  if (count === 0 || count === size) {
    throw new RangeError(
      `Cannot split ${name} as share must leave rows to both parts: current value is ${share}, ${count} of ${size} rows`,
    );
  }
  const labels = labelsOf(source);
  const quotas = quotasOf(labels, count);
  const parts: [number[], number[]] = [[], []];
  for (const row of epochPermutation(size, seed, EPOCH)) parts[quotas[labels[row]!]!-- > 0 ? 0 : 1].push(row);
  let inUse = parts.length;
  const release = () => {
    if (--inUse === 0) source.dispose();
  };
  const [first, second] = parts.map((rows, part) => {
    const options = { rows: Int32Array.from(rows), name: `${name}, part ${part + 1} of 2`, release };
    return pickRows(source, options) as SameKind<Given>;
  });
  return [first!, second!];
}

/** Each row's label, read from the device where they are there; without labels all rows are of one class. */
function labelsOf(source: Source | StreamedSource): Int32Array {
  const { size } = source;
  if (isStreamed(source)) return source.labels ?? new Int32Array(size);
  const { gatherLabels } = source;
  if (!gatherLabels) return new Int32Array(size);
  return tf.tidy(() => source.gatherLabels!(tf.range(0, size, 1, "int32")).dataSync<"int32">());
}

/** How many rows of each class are among `count` rows of all: its share, those with the largest remainders rounded up. */
function quotasOf(labels: Int32Array, count: number): number[] {
  const sizes: number[] = [];
  for (const label of labels) sizes[label] = (sizes[label] ?? 0) + 1;
  const shares = Array.from(sizes, (size = 0) => size * count / labels.length);
  const quotas = shares.map(Math.floor);
  const missing = count - quotas.reduce((sum, quota) => sum + quota, 0);
  const remainders = shares.map((share, label) => ({ label, remainder: share - quotas[label]! }));
  remainders.sort((one, other) => other.remainder - one.remainder || one.label - other.label);
  for (const { label } of remainders.slice(0, missing)) quotas[label]!++;
  return quotas;
}
