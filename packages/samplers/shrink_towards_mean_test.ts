import { startCompute } from "@forger/core";
import { assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { type ShrinkOptions, shrinkTowardsMean } from "./shrink_towards_mean.ts";

await startCompute({ backend: "cpu" });

const cases: [psi: number, mean: string, options: ShrinkOptions, expected: number[]][] = [
  [1, "left out", {}, [4, -8, 0, 2]],
  [0.25, "left out", {}, [1, -2, 0, 0.5]],
  [0, "left out", {}, [0, 0, 0, 0]],
  [-1, "left out", {}, [-4, 8, 0, -2]],
  [0.5, "2", { mean: 2 }, [3, -3, 1, 2]],
  [0.5, "[0, 4]", { mean: tf.tensor1d([0, 4]) }, [2, -2, 0, 3]],
];

for (const [psi, mean, options, expected] of cases) {
  Deno.test(`with psi ${psi} and mean ${mean}, latents become ${expected}`, () => {
    const latents = tf.tensor2d([[4, -8], [0, 2]]);
    assertEquals([...shrinkTowardsMean(latents, psi, options).dataSync()], expected);
    assertEquals([...latents.dataSync()], [4, -8, 0, 2]);
  });
}

Deno.test("shrinking leaves one tensor", () => {
  const latents = tf.zeros([2, 3]);
  const before = tf.memory().numTensors;
  shrinkTowardsMean(latents, 0.7);
  assertEquals(tf.memory().numTensors, before + 1);
});

Deno.test("a psi that is no number and a mean of another length are refused", () => {
  assertThrows(
    () => shrinkTowardsMean(tf.zeros([2, 3]), NaN),
    RangeError,
    "Cannot shrink latents as psi must be a finite number: current value is NaN",
  );
  for (const mean of [tf.zeros([2]), tf.zeros([2, 3]), tf.scalar(0)]) {
    assertThrows(
      () => shrinkTowardsMean(tf.zeros([2, 3]), 0.5, { mean }),
      TypeError,
      `expected [3], received [${mean.shape}]`,
    );
  }
});
