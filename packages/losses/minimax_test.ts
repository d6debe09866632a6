import { startCompute } from "@forger/core";
import { assertAlmostEquals } from "@std/assert";
import { minimax } from "./minimax.ts";
import { assertLossValues, evaluateLoss, totalOf } from "./testdata/evaluate_loss.ts";
import { crossEntropy, mean, sigmoid } from "./testdata/float64.ts";
import { TF_GAN, TORCHGAN } from "./testdata/published_logits.ts";

await startCompute();

// TF-GAN publishes -4.82408, and torchgan's test -3.3642528 + 0.31326: both programs add to the generator's loss the
// constant -softplus(-1), which stands for real logits of 1 and moves nothing
const CONSTANT = -Math.log1p(Math.exp(-1));

for (
  const [name, logits, discriminator, generator] of [
    ["TF-GAN's inputs", TF_GAN, 5.83387, -4.82408],
    ["torchgan's inputs", TORCHGAN, 3.125149, -3.3642528],
  ] as const
) {
  Deno.test(`minimax losses equal the published values for ${name}, but for a constant`, () => {
    assertAlmostEquals(totalOf(evaluateLoss(minimax, "discriminator", logits)), discriminator, 5e-6);
    assertAlmostEquals(totalOf(evaluateLoss(minimax, "generator", logits)) + CONSTANT, generator, 5e-6);
  });
}

Deno.test("the minimax loss of the discriminator equals the published value where real images are smoothed to 0.875", () => {
  const values = evaluateLoss(minimax, "discriminator", { ...TF_GAN, targets: { real: 0.875, fake: 0 } });
  assertAlmostEquals(totalOf(values), 6.19637, 5e-6);
});

const real = [-1e4, -2, 0.5, 30, 1e4], fake = [-1e4, -3, 1, 100];
for (const targets of [{ real: 1, fake: 0 }, { real: 0.9, fake: 0.1 }, { real: 0.3, fake: 1 }]) {
  Deno.test(`minimax losses to targets ${targets.real} and ${targets.fake} have their closed form's values and gradients`, () => {
    const ofFake = mean(fake.map((x) => crossEntropy(x, targets.fake)));
    const byFake = fake.map((x) => (sigmoid(x) - targets.fake) / 4);
    assertLossValues(evaluateLoss(minimax, "discriminator", { real, fake, targets }), {
      terms: { real: mean(real.map((x) => crossEntropy(x, targets.real))), fake: ofFake },
      gradients: { real: real.map((x) => (sigmoid(x) - targets.real) / 5), fake: byFake },
    });
    assertLossValues(evaluateLoss(minimax, "generator", { real, fake, targets }), {
      terms: { generator: -ofFake },
      gradients: { real: real.map(() => 0), fake: byFake.map((slope) => -slope) },
    });
  });
}
