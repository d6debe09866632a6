import { startCompute } from "@forger/core";
import { assertAlmostEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { relativisticPaired } from "./relativistic_paired.ts";
import { assertLossValues, evaluateLoss, totalOf } from "./testdata/evaluate_loss.ts";
import { mean, sigmoid, softplus } from "./testdata/float64.ts";
import { TF_GAN, TORCHGAN } from "./testdata/published_logits.ts";

await startCompute();

// not published: computed from the formula in float64, apart from this program
for (
  const [name, logits, discriminator, generator] of [
    ["TF-GAN's inputs", TF_GAN, 4.82244, 4.59744],
    ["torchgan's inputs", TORCHGAN, 1.05264, 3.67764],
  ] as const
) {
  Deno.test(`relativistic paired losses equal the reference values for ${name}`, () => {
    assertAlmostEquals(totalOf(evaluateLoss(relativisticPaired, "discriminator", logits)), discriminator, 5e-6);
    assertAlmostEquals(totalOf(evaluateLoss(relativisticPaired, "generator", logits)), generator, 5e-6);
  });
}

Deno.test("relativistic paired losses have their closed form's values and gradients, also far apart", () => {
  const real = [-1e4, -2, 0.5, 3, 1e4, -1e4], fake = [-1e4, 1, 0.25, -40, -1e4, 1e4];
  const lead = real.map((x, index) => x - fake[index]!);
  const behind = lead.map((x) => sigmoid(-x) / 6), ahead = lead.map((x) => sigmoid(x) / 6);
  assertLossValues(evaluateLoss(relativisticPaired, "discriminator", { real, fake }), {
    terms: { pairs: mean(lead.map((x) => softplus(-x))) },
    gradients: { real: behind.map((x) => -x), fake: behind },
  });
  assertLossValues(evaluateLoss(relativisticPaired, "generator", { real, fake }), {
    terms: { generator: mean(lead.map(softplus)) },
    gradients: { real: ahead, fake: ahead.map((x) => -x) },
  });
});

Deno.test("batches of different sizes make no pairs: both players refuse them, with both shapes", () => {
  tf.tidy(() => {
    const logits = { real: tf.ones([4, 1]), fake: tf.ones([1, 1]) },
      targets = { real: tf.ones([4, 1]), fake: tf.ones([1, 1]) };
    const message = "must have equal shapes to make pairs: current shapes are [4,1] and [1,1]";
    assertThrows(() => relativisticPaired.discriminator(logits, targets), TypeError, message);
    assertThrows(() => relativisticPaired.generator(logits, targets), TypeError, message);
  });
});
