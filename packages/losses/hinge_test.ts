import { startCompute } from "@forger/core";
import { assertAlmostEquals } from "@std/assert";
import { hinge } from "./hinge.ts";
import { assertLossValues, evaluateLoss, totalOf } from "./testdata/evaluate_loss.ts";
import { mean } from "./testdata/float64.ts";
import { TF_GAN, TORCHGAN } from "./testdata/published_logits.ts";

await startCompute();

// of torchgan's inputs the discriminator's value is not published: (1 + 4.8 + 1 + 1.2 + 1 + 5.9) / 4
for (
  const [name, logits, discriminator, generator] of [
    ["TF-GAN's inputs", TF_GAN, 6.75, -3.125],
    ["torchgan's inputs", TORCHGAN, 3.725, -2.1],
  ] as const
) {
  Deno.test(`hinge losses equal the published values for ${name}`, () => {
    assertAlmostEquals(totalOf(evaluateLoss(hinge, "discriminator", logits)), discriminator, 5e-6);
    assertAlmostEquals(totalOf(evaluateLoss(hinge, "generator", logits)), generator, 5e-6);
  });
}

const real = [-1e4, -1, 0.75, 1.25, 1e4], fake = [-1e4, -1.25, -0.75, 2];

Deno.test("hinge losses of the discriminator count what is within the margin, with its slope", () => {
  assertLossValues(evaluateLoss(hinge, "discriminator", { real, fake }), {
    terms: { real: mean(real.map((x) => Math.max(0, 1 - x))), fake: mean(fake.map((x) => Math.max(0, 1 + x))) },
    gradients: { real: real.map((x) => x < 1 ? -1 / 5 : 0), fake: fake.map((x) => x > -1 ? 1 / 4 : 0) },
  });
});

Deno.test("the hinge loss of the generator has no margin: every image counts", () => {
  assertLossValues(evaluateLoss(hinge, "generator", { real, fake }), {
    terms: { generator: -mean(fake) },
    gradients: { real: real.map(() => 0), fake: fake.map(() => -1 / 4) },
  });
});
