import type { Tensor } from "@forger/core";
import { epochPermutation, isStreamed, readRows, type Source, type StreamedSource } from "@forger/data";
import type { Run } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";
import type { SampleLayout } from "./_fixed_samples.ts";

/** In the place of a row, where the data have none. */
const NONE = -1;

/**
 * The first images that training visits, of the classes that a picture shows where it shows classes.
 *
 * A place for which there is none holds the lowest value of the data's range.
 *
 * @returns `[count, ...shape]`; the caller disposes it.
 */
export async function realImages({ data, seed }: Run, { count, labels }: SampleLayout): Promise<Tensor> {
  const order = epochPermutation(data.size, seed, 0);
  const rows = labels ? await firstOfClasses(data, order, labels) : [...order.subarray(0, count)];
  const images = await readRows(data, rows.map((row) => Math.max(0, row)));
  if (!rows.includes(NONE)) return images;
  try {
    return tf.tidy(() => {
      const isThere = tf.tensor(rows.map((row) => row !== NONE), [rows.length, ...data.shape.map(() => 1)], "bool");
      return tf.where(isThere, images, tf.fill(images.shape, data.range[0]));
    });
  } finally {
    images.dispose();
  }
}

/** For each label the next row that bears it. */
async function firstOfClasses(
  data: Source | StreamedSource,
  order: Int32Array,
  labels: readonly number[],
): Promise<number[]> {
  const rows = new Map<number, number[]>();
  for (const [index, label] of (await labelsOf(data, order)).entries()) {
    if (!rows.has(label)) rows.set(label, []);
    rows.get(label)!.push(order[index]!);
  }
  return labels.map((label) => rows.get(label)?.shift() ?? NONE);
}

async function labelsOf(data: Source | StreamedSource, rows: Int32Array): Promise<Int32Array> {
  if (isStreamed(data)) return rows.map((row) => data.labels![row]!);
  const labels = tf.tidy(() => data.gatherLabels!(tf.tensor1d(rows, "int32")));
  try {
    return await labels.data() as Int32Array;
  } finally {
    labels.dispose();
  }
}
