import { startCompute } from "@forger/core";
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { featureMatching } from "./feature_matching.ts";
import { mean, sum } from "./testdata/float64.ts";

await startCompute();

/** Features whose first axis is the batch, all different. */
function features(shape: readonly number[], scale: number): number[][] {
  const [batch, ...rest] = shape, size = rest.reduce((product, length) => product * length, 1);
  return Array.from(
    { length: batch! },
    (_, image) => Array.from({ length: size }, (_, index) => Math.sin(scale * (1 + image * size + index))),
  );
}

const cases: [real: number[], fake: number[]][] = [
  [[3, 4], [3, 4]],
  [[5, 4], [2, 4]],
  [[2, 3, 3, 2], [4, 3, 3, 2]],
  [[4], [3]],
];
for (const [realShape, fakeShape] of cases) {
  Deno.test(`feature matching of [${realShape}] with [${fakeShape}] has its closed form's value and gradients`, () => {
    tf.tidy(() => {
      const real = features(realShape, 1.3), fake = features(fakeShape, 0.7);
      const gaps = real[0]!.map((_, index) => mean(real.map((x) => x[index]!)) - mean(fake.map((x) => x[index]!)));
      const inputs = [tf.tensor(real.flat(), realShape), tf.tensor(fake.flat(), fakeShape)];
      const { value, grads } = tf.valueAndGrads((real, fake) => featureMatching(real!, fake!))(inputs);
      assertEquals(value.shape, []);
      assertAlmostEquals(value.dataSync()[0]!, sum(gaps.map((gap) => gap ** 2)), 1e-5);
      const [byReal, byFake] = grads.map((gradient) => gradient.dataSync());
      byReal!.forEach((slope, index) =>
        assertAlmostEquals(slope, 2 * gaps[index % gaps.length]! / realShape[0]!, 1e-6)
      );
      byFake!.forEach((slope, index) =>
        assertAlmostEquals(slope, -2 * gaps[index % gaps.length]! / fakeShape[0]!, 1e-6)
      );
    });
  });
}

Deno.test("features with the same means match, however they spread; feature matching leaves one tensor", () => {
  const real = tf.tensor2d([[1, 5], [3, 5]]), fake = tf.tensor2d([[-8, 4], [12, 6]]), count = tf.memory().numTensors;
  const distance = featureMatching(real, fake);
  assertEquals([distance.dataSync()[0], tf.memory().numTensors], [0, count + 1]);
  tf.dispose([real, fake, distance]);
});

Deno.test("features whose shapes differ beyond the batch are refused, with both shapes", () => {
  for (const [real, fake] of [[[4, 3], [4, 1]], [[4, 3], [4, 3, 1]], [[], []], [[4], []]] as const) {
    tf.tidy(() => {
      assertThrows(
        () => featureMatching(tf.zeros([...real]), tf.zeros([...fake])),
        TypeError,
        `must have equal shapes but for the batch: current shapes are [${real}] and [${fake}]`,
      );
    });
  }
});
