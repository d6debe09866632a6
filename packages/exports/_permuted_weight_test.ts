import { startCompute } from "@forger/core";
import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { permutedWeight } from "./_permuted_weight.ts";

await startCompute({ backend: "cpu" });

for (const axes of [[0, 1, 2, 3], [3, 2, 0, 1], [2, 3, 0, 1], [1, 0, 3, 2], [3, 0, 1, 2]]) {
  Deno.test(`axes in the order ${axes} are those that TensorFlow.js gives`, () => {
    const values = Float32Array.from({ length: 120 }, (_, index) => index), shape = [2, 3, 4, 5];
    const found = permutedWeight({ shape, values }, axes), expected = tf.tensor(values, shape).transpose(axes);
    assertEquals([found.shape, found.values], [expected.shape, expected.dataSync<"float32">()]);
  });
}
