import { startCompute } from "@forger/core";
import { assertAlmostEquals } from "@std/assert";
import { relativisticAverage } from "./relativistic_average.ts";
import { assertLossValues, evaluateLoss, type LossValues, totalOf } from "./testdata/evaluate_loss.ts";
import { mean, sigmoid, softplus, sum } from "./testdata/float64.ts";
import { type LogitNumbers, TF_GAN_RELATIVISTIC } from "./testdata/published_logits.ts";

await startCompute();

Deno.test("relativistic average losses equal the published values for TF-GAN's inputs", () => {
  assertAlmostEquals(totalOf(evaluateLoss(relativisticAverage, "discriminator", TF_GAN_RELATIVISTIC)), 4.39011, 5e-6);
  assertAlmostEquals(totalOf(evaluateLoss(relativisticAverage, "generator", TF_GAN_RELATIVISTIC)), 4.94011, 5e-6);
});

/** What is to score higher comes first. */
function closedForm(high: readonly number[], low: readonly number[]) {
  const meanHigh = mean(high), meanLow = mean(low);
  const pullHigh = high.map((x) => sigmoid(meanLow - x) / high.length);
  const pullLow = low.map((x) => sigmoid(x - meanHigh) / low.length);
  return {
    ofHigh: mean(high.map((x) => softplus(meanLow - x))),
    ofLow: mean(low.map((x) => softplus(x - meanHigh))),
    // each score counts by itself, and in the mean that the others are compared with
    byHigh: pullHigh.map((pull) => -pull - sum(pullLow) / high.length),
    byLow: pullLow.map((pull) => pull + sum(pullHigh) / low.length),
  };
}

const cases: [name: string, logits: LogitNumbers][] = [
  ["of one size", { real: [-2, 0.4, 1.5, 2.7], fake: [0.3, 0.9, -1.5, 3.6] }],
  ["of different sizes", { real: [-2, 0.4, 1.5, 2.7, 0], fake: [0.3, 0.9, -1.5] }],
  ["with real far above fake", { real: [1e4, 9e3], fake: [-1e4, -9e3, 5] }],
  ["with real far below fake", { real: [-1e4, -9e3], fake: [1e4, 9e3, 5] }],
];
for (const [name, { real, fake }] of cases) {
  Deno.test(`relativistic average losses of batches ${name} have their closed form's values and gradients`, () => {
    const ours = closedForm(real, fake), swapped = closedForm(fake, real);
    const discriminator: LossValues = {
      terms: { real: ours.ofHigh, fake: ours.ofLow },
      gradients: { real: ours.byHigh, fake: ours.byLow },
    };
    const generator: LossValues = {
      terms: { generator: swapped.ofHigh + swapped.ofLow },
      gradients: { real: swapped.byLow, fake: swapped.byHigh },
    };
    assertLossValues(evaluateLoss(relativisticAverage, "discriminator", { real, fake }), discriminator);
    assertLossValues(evaluateLoss(relativisticAverage, "generator", { real, fake }), generator);
  });
}
