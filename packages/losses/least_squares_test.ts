import { startCompute } from "@forger/core";
import { assertAlmostEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { leastSquares } from "./least_squares.ts";
import { assertLossValues, evaluateLoss, totalOf } from "./testdata/evaluate_loss.ts";
import { mean } from "./testdata/float64.ts";
import { TF_GAN, TORCHGAN } from "./testdata/published_logits.ts";

await startCompute();

for (
  const [name, logits, discriminator, generator] of [
    ["TF-GAN's inputs", TF_GAN, 41.73375, 17.69625],
    ["torchgan's inputs", TORCHGAN, 19.76125, 7.3425],
  ] as const
) {
  Deno.test(`least squares losses equal the published values for ${name}`, () => {
    assertAlmostEquals(totalOf(evaluateLoss(leastSquares, "discriminator", logits)), discriminator, 5e-6);
    assertAlmostEquals(totalOf(evaluateLoss(leastSquares, "generator", logits)), generator, 5e-6);
  });
}

const real = [-3, 0, 0.4, 1, 100], fake = [-1e4, -0.5, 0.2, 7];
for (const targets of [{ real: 1, fake: 0 }, { real: 0.9, fake: 0.1 }, { real: 0.3, fake: 1 }]) {
  Deno.test(`least squares losses to targets ${targets.real} and ${targets.fake} have their closed form's values and gradients`, () => {
    const halfSquare = (x: number, target: number): number => (x - target) ** 2 / 2;
    const byFake = fake.map((x) => (x - targets.fake) / 4);
    assertLossValues(evaluateLoss(leastSquares, "discriminator", { real, fake, targets }), {
      terms: {
        real: mean(real.map((x) => halfSquare(x, targets.real))),
        fake: mean(fake.map((x) => halfSquare(x, targets.fake))),
      },
      gradients: { real: real.map((x) => (x - targets.real) / 5), fake: byFake },
    });
    assertLossValues(evaluateLoss(leastSquares, "generator", { real, fake, targets }), {
      terms: { generator: mean(fake.map((x) => halfSquare(x, targets.fake))) },
      gradients: { real: real.map(() => 0), fake: byFake },
    });
  });
}

Deno.test("targets of another shape than the logits are refused, with both shapes", () => {
  tf.tidy(() => {
    const targets = { real: tf.ones([2, 1]), fake: tf.ones([4]) }, logits = tf.ones([4, 1]);
    const message = "must both be [batch, 1]: current shapes are [4,1] and";
    assertThrows(() => leastSquares.discriminator({ real: logits }, targets), TypeError, `${message} [2,1]`);
    assertThrows(() => leastSquares.discriminator({ fake: logits }, targets), TypeError, `${message} [4]`);
    assertThrows(() => leastSquares.generator({ fake: logits }, targets), TypeError, `${message} [4]`);
  });
});
