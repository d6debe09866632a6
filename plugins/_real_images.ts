import type { Tensor } from "@forger/core";
import { epochPermutation, type Source } from "@forger/data";
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
  return tf.tidy(() => {
    const images = data.gather(tf.tensor1d(rows.map((row) => Math.max(0, row)), "int32"));
    if (!rows.includes(NONE)) return images;
    const isThere = tf.tensor(rows.map((row) => row !== NONE), [rows.length, ...data.shape.map(() => 1)], "bool");
    return tf.where(isThere, images, tf.fill(images.shape, data.range[0]));
  });
}

/** For each label the next row that bears it. */
async function firstOfClasses(data: Source, order: Int32Array, labels: readonly number[]): Promise<number[]> {
  const visited = tf.tidy(() => data.gatherLabels!(tf.tensor1d(order, "int32")));
  const rows = new Map<number, number[]>();
  try {
    for (const [index, label] of (await visited.data()).entries()) {
      if (!rows.has(label)) rows.set(label, []);
      rows.get(label)!.push(order[index]!);
    }
  } finally {
    visited.dispose();
  }
  return labels.map((label) => rows.get(label)?.shift() ?? NONE);
}
