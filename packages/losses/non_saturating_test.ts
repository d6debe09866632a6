import { startCompute } from "@forger/core";
import { assertAlmostEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { nonSaturating } from "./non_saturating.ts";
import { column } from "./testdata/evaluate_loss.ts";
import { crossEntropy, mean, sigmoid } from "./testdata/float64.ts";
import { type LogitNumbers, TF_GAN, TORCHGAN } from "./testdata/published_logits.ts";

await startCompute();

const filled = (value: number, like: readonly number[]): tf.Tensor2D => column(like.map(() => value));
const scalars = (terms: Readonly<Record<string, tf.Tensor>>): Record<string, number> =>
  Object.fromEntries(Object.entries(terms).map(([name, term]) => [name, term.dataSync()[0]!]));

const published: [name: string, logits: LogitNumbers, realTarget: number, discriminator: number, generator: number][] =
  [
    ["TF-GAN's inputs", TF_GAN, 1, 5.83387, 1.38582],
    ["TF-GAN's inputs, real images smoothed to 0.875", TF_GAN, 0.875, 6.19637, 1.38582],
    ["torchgan's inputs", TORCHGAN, 1, 3.125149, 0.950991],
  ];

for (const [name, logits, realTarget, discriminator, generator] of published) {
  Deno.test(`non-saturating losses equal the published values for ${name}`, () => {
    tf.tidy(() => {
      const real = column(logits.real), fake = column(logits.fake);
      const terms = scalars(
        nonSaturating.discriminator({ real, fake }, {
          real: filled(realTarget, logits.real),
          fake: filled(0, logits.fake),
        }),
      );
      assertAlmostEquals(terms.real! + terms.fake!, discriminator, 5e-6);
      const wanted = { real: filled(1, logits.real), fake: filled(1, logits.fake) };
      assertAlmostEquals(scalars(nonSaturating.generator({ fake }, wanted)).generator!, generator, 5e-6);
    });
  });
}

const logits = [-100, -20, -3, -0.5, 0, 0.25, 2, 20, 100];
for (const target of [0, 0.1, 0.3, 0.5, 0.9, 1]) {
  Deno.test(`cross-entropy to the target ${target} has its closed form's value and gradient, also at extreme logits`, () => {
    tf.tidy(() => {
      const targets = { real: filled(target, logits), fake: filled(target, logits) };
      const termOf = {
        real: (x: tf.Tensor): tf.Tensor => nonSaturating.discriminator({ real: x }, targets).real!,
        fake: (x: tf.Tensor): tf.Tensor => nonSaturating.discriminator({ fake: x }, targets).fake!,
        generator: (x: tf.Tensor): tf.Tensor => nonSaturating.generator({ fake: x }, targets).generator!,
      };
      for (const [name, term] of Object.entries(termOf)) {
        const expected = mean(logits.map((logit) => crossEntropy(logit, target)));
        assertAlmostEquals(term(column(logits)).dataSync()[0]!, expected, 1e-6 * expected, name);
        const gradient = tf.grad(term)(column(logits)).dataSync();
        logits.forEach((logit, index) => {
          const slope = (sigmoid(logit) - target) / logits.length;
          assertAlmostEquals(gradient[index]!, slope, 1e-7, `${name} at ${logit}`);
        });
      }
    });
  });
}

Deno.test("a discriminator that is almost certain, and right, still has an accurate loss and gradient", () => {
  tf.tidy(() => {
    const loss = (x: tf.Tensor): tf.Tensor =>
      nonSaturating.discriminator({ real: x }, { real: tf.ones([1, 1]), fake: tf.ones([1, 1]) }).real!;
    const expected = Math.exp(-20), { value, grad } = tf.valueAndGrad(loss)(column([20]));
    assertAlmostEquals(value.dataSync()[0]! / expected, 1, 1e-3);
    assertAlmostEquals(grad.dataSync()[0]! / -expected, 1, 1e-3);
  });
});

Deno.test("each term looks at its own logits and its own targets", () => {
  tf.tidy(() => {
    const real = column([1, 2]), fake = column([-1, 3]), targets = { real: column([0.9, 0.8]), fake: column([0.1, 0]) };
    const terms = scalars(nonSaturating.discriminator({ real, fake }, targets));
    assertAlmostEquals(terms.real!, (crossEntropy(1, 0.9) + crossEntropy(2, 0.8)) / 2, 1e-6);
    assertAlmostEquals(terms.fake!, (crossEntropy(-1, 0.1) + crossEntropy(3, 0)) / 2, 1e-6);
    assertAlmostEquals(scalars(nonSaturating.generator({ fake }, targets)).generator!, terms.fake!, 0);
  });
});

Deno.test("logits and targets of other shapes are refused, with both shapes", () => {
  tf.tidy(() => {
    const targets = { real: tf.ones([2, 1]), fake: tf.ones([4, 1]) };
    const refused = (run: () => unknown, message: string): unknown => assertThrows(run, TypeError, message);
    refused(
      () => nonSaturating.discriminator({ real: tf.ones([4, 1]) }, targets),
      "of real images must both be [batch, 1]: current shapes are [4,1] and [2,1]",
    );
    refused(
      () => nonSaturating.discriminator({ fake: tf.ones([4]) }, targets),
      "of fake images must both be [batch, 1]: current shapes are [4] and [4,1]",
    );
    refused(() => nonSaturating.generator({ fake: tf.ones([4, 2]) }, targets), "current shapes are [4,2] and [4,1]");
  });
});
