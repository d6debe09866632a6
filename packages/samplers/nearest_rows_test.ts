import { startCompute, type Tensor } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { nearestRows, type RealRows } from "./nearest_rows.ts";

await startCompute({ backend: "tensorflow" });

/** Rows of a table, and the most that was read at once. */
function rowsOf(table: Tensor): RealRows & { most: number } {
  return {
    size: table.shape[0]!,
    most: 0,
    read(indices) {
      this.most = Math.max(this.most, indices.length);
      return Promise.resolve(tf.tidy(() => tf.gather(table, tf.tensor1d(indices, "int32"))));
    },
  };
}

const random = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, "float32", seed);

/** The same by comparing every pair, in double precision. */
function compared(samples: Tensor, table: Tensor): { indices: number[]; distances: number[] } {
  const length = samples.size / samples.shape[0]!;
  const [all, real] = [samples.dataSync(), table.dataSync()];
  const indices: number[] = [], distances: number[] = [];
  for (let sample = 0; sample < samples.shape[0]!; sample++) {
    let index = -1, least = Infinity;
    for (let row = 0; row < table.shape[0]!; row++) {
      let sum = 0;
      for (let k = 0; k < length; k++) sum += (all[sample * length + k]! - real[row * length + k]!) ** 2;
      if (sum / length < least) [index, least] = [row, sum / length];
    }
    indices.push(index);
    distances.push(least);
  }
  return { indices, distances };
}

for (const chunk of [1, 7, 100, 1000]) {
  Deno.test(`in chunks of ${chunk} the nearest of 100 rows are those that a comparison of all pairs finds`, async () => {
    const samples = random([30, 4, 3, 2], 1), table = random([100, 4, 3, 2], 2);
    const real = rowsOf(table);
    const { indices, distances } = await nearestRows(samples, real, { chunk });
    const expected = compared(samples, table);
    assertEquals([...indices], expected.indices);
    distances.forEach((distance, index) => assertAlmostEquals(distance, expected.distances[index]!, 1e-6));
    assert(real.most <= chunk);
  });
}

Deno.test("a sample that is a real row is at distance 0 of it, to the bit", async () => {
  const table = random([50, 28, 28, 1], 3);
  const copied = [49, 0, 17];
  const samples = tf.gather(table, tf.tensor1d(copied, "int32"));
  const { indices, distances } = await nearestRows(samples, rowsOf(table), { chunk: 20 });
  assertEquals([[...indices], [...distances]], [copied, [0, 0, 0]]);
});

Deno.test("of equal rows the first one is given, within a chunk and over chunks", async () => {
  const table = tf.tensor2d([[9, 9], [1, 2], [1, 2], [9, 9], [1, 2]]);
  for (const chunk of [1, 2, 5]) {
    const { indices } = await nearestRows(tf.tensor2d([[1, 2], [8, 9]]), rowsOf(table), { chunk });
    assertEquals([...indices], [1, 0]);
  }
});

Deno.test("more samples than a chunk holds are no trouble, and rows far from 0 neither", async () => {
  const table = random([10, 3], 4).add(100), samples = random([25, 3], 5).add(100);
  const { indices, distances } = await nearestRows(samples, rowsOf(table), { chunk: 4 });
  const expected = compared(samples, table);
  indices.forEach((index, sample) => {
    const other = table.slice(index, 1).sub(samples.slice(sample, 1)).square().mean().dataSync()[0]!;
    assertAlmostEquals(other, expected.distances[sample]!, 0.02); // 1e-6 of 100²
    assertAlmostEquals(distances[sample]!, other, 1e-5);
  });
});

Deno.test("searching leaves no tensors, also when it fails", async () => {
  const table = random([10, 3], 6), samples = random([4, 3], 7), wrong = random([10, 2], 8);
  const before = tf.memory().numTensors;
  await nearestRows(samples, rowsOf(table), { chunk: 3 });
  await assertRejects(() => nearestRows(samples, rowsOf(wrong)));
  assertEquals(tf.memory().numTensors, before);
});

const faults: [samples: Tensor, table: Tensor, chunk: number, error: ErrorConstructor, message: string][] = [
  [tf.zeros([2, 3]), tf.zeros([4, 2]), 3, TypeError, "expected [3,3], received [3,2]"],
  [tf.zeros([2, 3]), tf.zeros([0, 3]), 3, RangeError, "number of real rows must be a positive integer"],
  [tf.zeros([2, 3]), tf.zeros([4, 3]), 0, RangeError, "chunk must be a positive integer: current value is 0"],
  [tf.tensor2d([[0], [NaN]]), tf.zeros([4, 1]), 3, RangeError, "samples and rows must be finite: the sum"],
  [tf.zeros([1, 1]), tf.tensor2d([[1], [NaN], [2]]), 1, RangeError, "the sum of their values' squares is NaN"],
  [tf.zeros([1, 1]), tf.tensor2d([[Infinity], [3]]), 3, RangeError, "the sum of their values' squares is Infinity"],
];

for (const [samples, table, chunk, error, message] of faults) {
  Deno.test(`nearest rows are refused: ${message}`, async () => {
    await assertRejects(() => nearestRows(samples, rowsOf(table), { chunk }), error, message);
  });
}
