import { startCompute } from "@forger/core";
import { assertAlmostEquals } from "@std/assert";
import { assertLossValues, evaluateLoss, totalOf } from "./testdata/evaluate_loss.ts";
import { mean } from "./testdata/float64.ts";
import { TF_GAN, TORCHGAN } from "./testdata/published_logits.ts";
import { wasserstein } from "./wasserstein.ts";

await startCompute();

for (
  const [name, logits, discriminator, generator] of [
    ["TF-GAN's inputs", TF_GAN, 0.225, -3.125],
    ["torchgan's inputs", TORCHGAN, -2.625, -2.1],
  ] as const
) {
  Deno.test(`Wasserstein losses equal the published values for ${name}`, () => {
    assertAlmostEquals(totalOf(evaluateLoss(wasserstein, "discriminator", logits)), discriminator, 5e-6);
    assertAlmostEquals(totalOf(evaluateLoss(wasserstein, "generator", logits)), generator, 5e-6);
  });
}

Deno.test("Wasserstein losses are means of scores: real up, fake down, and fake up for the generator", () => {
  const real = [-1e4, -2, 0.5, 30, 1e3], fake = [-100, 0.25, 3, 1e4];
  assertLossValues(evaluateLoss(wasserstein, "discriminator", { real, fake }), {
    terms: { real: -mean(real), fake: mean(fake) },
    gradients: { real: real.map(() => -1 / 5), fake: fake.map(() => 1 / 4) },
  });
  assertLossValues(evaluateLoss(wasserstein, "generator", { real, fake }), {
    terms: { generator: -mean(fake) },
    gradients: { real: real.map(() => 0), fake: fake.map(() => -1 / 4) },
  });
});
