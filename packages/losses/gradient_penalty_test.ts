import { startCompute } from "@forger/core";
import { assertAlmostEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { gradientPenalty } from "./gradient_penalty.ts";
import { mean, sum } from "./testdata/float64.ts";
import { valueAndGradients } from "./testdata/value_and_gradients.ts";

await startCompute();

const images = [[1, -2, 0.5], [-3, 0.25, 2]];

// tensorflow/gan, tensorflow_gan/python/losses/losses_impl_test.py. TF-GAN's penalty is (‖∇D‖ / target - 1)², which for
// other targets than 1 is ours over the target's square.
for (const [target, published] of [[1, 9], [2, 1]] as const) {
  Deno.test(`the penalty of D(x) = 2x in four dimensions equals the published value for the target ${target}`, () => {
    tf.tidy(() => {
      const image = tf.tensor2d([[3.1, 2.3, -12.3, 32.1]]);
      const penalty = gradientPenalty((x) => x.mul(2), image, { target }).dataSync()[0]!;
      assertAlmostEquals(penalty / target ** 2, published, 5e-6);
    });
  });
}

for (const target of [0, 1, 2.5]) {
  Deno.test(`the penalty of a linear discriminator has its closed form's value and gradient for the target ${target}`, () => {
    const weights = [0.6, -1.1, 2], slope = Math.hypot(...weights);
    const w = tf.variable(tf.tensor2d(weights, [3, 1])), x = tf.tensor2d(images);
    const { value, gradients } = valueAndGradients(() => gradientPenalty((x) => x.matMul(w), x, { target }), [w]);
    assertAlmostEquals(value, (slope - target) ** 2, 1e-5);
    weights.forEach((weight, index) =>
      assertAlmostEquals(gradients[0]![index]!, 2 * (slope - target) * weight / slope, 1e-5)
    );
    tf.dispose([w, x]);
  });

  Deno.test(`the penalty of a quadratic discriminator has its closed form's value and gradient for the target ${target}`, () => {
    const weights = [0.3, -0.7, 0.9]; // D(x) = Σ wᵢ xᵢ² / 2
    const w = tf.variable(tf.tensor1d(weights)), x = tf.tensor2d(images);
    const discriminate = (x: tf.Tensor): tf.Tensor => x.square().mul(w).sum(1, true).div(2);
    const { value, gradients } = valueAndGradients(() => gradientPenalty(discriminate, x, { target }), [w]);
    const slopes = images.map((image) => Math.hypot(...image.map((pixel, index) => weights[index]! * pixel)));
    assertAlmostEquals(value, mean(slopes.map((slope) => (slope - target) ** 2)), 1e-5);
    weights.forEach((weight, index) => {
      const terms = images.map((image, i) => 2 * (slopes[i]! - target) / slopes[i]! * weight * image[index]! ** 2);
      assertAlmostEquals(gradients[0]![index]!, sum(terms) / images.length, 1e-5);
    });
    tf.dispose([w, x]);
  });
}

Deno.test("the target is 1 unless given", () => {
  tf.tidy(() => {
    const images = tf.ones([3, 4]);
    assertAlmostEquals(gradientPenalty((x) => x.mul(2), images).dataSync()[0]!, 9, 1e-5);
  });
});

Deno.test("a flat discriminator has a finite penalty and gradient, although the norm has no derivative there", () => {
  const w = tf.variable(tf.zeros([3, 1])), x = tf.tensor2d(images);
  const { value, gradients } = valueAndGradients(() => gradientPenalty((x) => x.matMul(w), x), [w]);
  assertAlmostEquals(value, 1, 1e-4);
  gradients[0]!.forEach((slope) => assertAlmostEquals(slope, 0, 0));
  tf.dispose([w, x]);
});

for (const target of [-1, NaN, Infinity]) {
  Deno.test(`the target ${target} is refused`, () => {
    tf.tidy(() => {
      assertThrows(
        () => gradientPenalty((x) => x, tf.ones([2, 2]), { target }),
        RangeError,
        `Cannot penalise slopes as target must be a number of at least 0: current value is ${target}`,
      );
    });
  });
}
