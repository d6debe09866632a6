import { startCompute } from "@forger/core";
import { assertAlmostEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { mean, sum } from "./testdata/float64.ts";
import { valueAndGradients } from "./testdata/value_and_gradients.ts";
import { zeroCenteredPenalty } from "./zero_centered_penalty.ts";

await startCompute();

const images = [[1, -2, 0.5], [-3, 0.25, 2]];

Deno.test("the zero-centred penalty of a linear discriminator is its squared slope, also where that is 0", () => {
  for (const weights of [[0.6, -1.1, 2], [0, 0, 0]]) {
    const w = tf.variable(tf.tensor2d(weights, [3, 1])), x = tf.tensor2d(images);
    const { value, gradients } = valueAndGradients(() => zeroCenteredPenalty((x) => x.matMul(w), x), [w]);
    assertAlmostEquals(value, sum(weights.map((weight) => weight ** 2)), 1e-5);
    weights.forEach((weight, index) => assertAlmostEquals(gradients[0]![index]!, 2 * weight, 1e-6));
    tf.dispose([w, x]);
  }
});

Deno.test("the zero-centred penalty of a quadratic discriminator has its closed form's value and gradient", () => {
  const weights = [0.3, -0.7, 0.9]; // D(x) = Σ wᵢ xᵢ² / 2
  const w = tf.variable(tf.tensor1d(weights)), x = tf.tensor2d(images);
  const discriminate = (x: tf.Tensor): tf.Tensor => x.square().mul(w).sum(1, true).div(2);
  const { value, gradients } = valueAndGradients(() => zeroCenteredPenalty(discriminate, x), [w]);
  assertAlmostEquals(value, mean(images.map((image) => sum(image.map((x, i) => (weights[i]! * x) ** 2)))), 1e-5);
  weights.forEach((weight, index) =>
    assertAlmostEquals(gradients[0]![index]!, 2 * weight * mean(images.map((image) => image[index]! ** 2)), 1e-5)
  );
  tf.dispose([w, x]);
});
