import { assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startCompute } from "../compute.ts";
import type { Tensor } from "../tensor.ts";
import { onBothBackends, operationsOf } from "../testdata/operations_of.ts";

type Row = readonly [first: number[], second: number[], transposeFirst?: boolean, transposeSecond?: boolean];

const ONE_MATRIX: readonly Row[] = [
  [[3, 4], [4, 2]],
  [[4, 3], [4, 2], true],
  [[3, 4], [2, 4], false, true],
  [[4, 3], [2, 4], true, true],
  [[5, 7], [7, 1]],
  [[5, 1], [7, 1], false, true],
  [[7, 5], [7, 1], true],
  [[1, 6], [6, 1]],
  [[1, 3, 4], [1, 4, 2]],
  [[1, 1, 4, 3], [1, 1, 4, 2], true],
  [[0, 4], [4, 2]],
];

const BATCHES: readonly Row[] = [
  [[2, 3, 4], [2, 4, 2]],
  [[2, 3, 4], [1, 4, 2]],
  [[2, 4, 3], [2, 2, 4], true, true],
];

const values = (shape: number[], seed: number): Tensor => {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(Float32Array.from({ length: size }, (_, index) => Math.sin(1.7 * index + seed)), shape);
};

for (const [rows, isOne] of [[ONE_MATRIX, true], [BATCHES, false]] as const) {
  for (const [first, second, transposeFirst = false, transposeSecond = false] of rows) {
    const factors = `[${first}]${transposeFirst ? "ᵀ" : ""} and [${second}]${transposeSecond ? "ᵀ" : ""}`;
    Deno.test(`the product of ${factors} is that of ${isOne ? "two matrices" : "batches of matrices"}`, async () => {
      const run = () => tf.tidy(() => values(first, 1).matMul(values(second, 2), transposeFirst, transposeSecond));
      const { actual, expected, names } = await onBothBackends(run), wanted = expected.dataSync();
      assertEquals([names.has("MatMul"), names.has("BatchMatMulV2")], [isOne, !isOne]);
      assertEquals(actual.shape, expected.shape);
      actual.dataSync().forEach((value, index) => assertAlmostEquals(value, wanted[index]!, 1e-6));
      tf.dispose([expected, actual]);
    });
  }
}

Deno.test("a dense layer's product is that of two matrices, and integers are left to the stock kernel", async () => {
  await startCompute({ backend: "tensorflow" });
  const layer = tf.layers.dense({ units: 2, inputShape: [3] });
  assertEquals((await operationsOf(() => tf.tidy(() => void layer.apply(tf.ones([4, 3]))))).has("MatMul"), true);
  layer.dispose();
  const integers = () => tf.tidy(() => tf.ones([2, 3], "int32").matMul(tf.ones([3, 2], "int32")));
  const results: Tensor[] = [];
  assertEquals((await operationsOf(() => void results.push(integers()))).has("MatMul"), false);
  assertEquals(Array.from(results[0]!.dataSync()), [3, 3, 3, 3]);
  results[0]!.dispose();
});
