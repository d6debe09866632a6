import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { linear, type Schedule, startCompute, type Tensor } from "@forger/core";
import { hinge, leastSquares, nonSaturating, relativisticPaired, wasserstein } from "@forger/losses";
import type { Experiment } from "@forger/trainers";
import { hook } from "./testdata/drive.ts";
import { stepContext } from "./testdata/step_contexts.ts";
import { topK } from "./top_k.ts";

await startCompute({ backend: "cpu" });

const LOGITS = [0.5, -1, 2, 2, -3, 0.25, 2, 1]; // places by rank: 2, 3, 6, 7, 0, 5, 1, 4

/** A loss's value, and its gradient by each image's logit, at a step of 1,000. */
function gradient(share: Schedule, step: number, loss: (logits: Tensor) => Tensor, values = LOGITS) {
  const transform = hook(topK({ share }), "transformLogits"), context = stepContext("generator", step);
  const { value, grad } = tf.valueAndGrad((logits: Tensor) => loss(transform({ fake: logits }, context).fake!))(
    tf.tensor2d(values, [values.length, 1]),
  );
  return { value: value.dataSync()[0]!, gradient: [...grad.dataSync()] };
}

/** The gradient of the mean over the images in those places. */
function meanOver(places: readonly number[], derivative: (logit: number) => number): number[] {
  return LOGITS.map((logit, place) => places.includes(place) ? derivative(logit) / places.length : 0);
}

const targets = { real: tf.ones([0, 1]), fake: tf.ones([LOGITS.length, 1]) };
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const losses = [
  [nonSaturating, (logit: number) => -sigmoid(-logit)],
  [leastSquares, (logit: number) => logit - 1],
  [hinge, () => -1],
  [wasserstein, () => -1],
] as const;

for (const [loss, derivative] of losses) {
  for (const [count, places] of [[1, [2]], [2, [2, 3]], [4, [2, 3, 6, 7]], [5, [2, 3, 6, 7, 0]]] as const) {
    Deno.test(`the ${loss.name} loss has the gradient of its mean over the ${count} best of 8, and its own value`, () => {
      const generatorLoss = (fake: Tensor) => loss.generator({ fake }, targets).generator!;
      const whole = gradient(1, 0, generatorLoss), best = gradient(count / 8, 0, generatorLoss);
      assertEquals(best.value, whole.value);
      meanOver(places, derivative).forEach((expected, place) =>
        assertAlmostEquals(best.gradient[place]!, expected, expected === 0 ? 0 : 1e-6)
      );
    });
  }
}

Deno.test("with all images, the gradient is as without the plugin, to the bit", () => {
  const loss = (logits: Tensor) => logits.sigmoid().mean();
  assertEquals(
    gradient(1, 0, loss).gradient,
    [...tf.grad(loss)(tf.tensor2d(LOGITS, [8, 1])).dataSync()],
  );
});

const kept: [share: Schedule, step: number, count: number][] = [
  [0, 0, 1],
  [0.05, 0, 1],
  [0.3, 0, 2],
  [0.3125, 0, 3], // 2.5 is rounded up
  [linear(1, 0.5), 0, 8],
  [linear(1, 0.5), 500, 6],
  [linear(1, 0.5), 1000, 4],
];
for (const [share, step, count] of kept) {
  const name = typeof share === "object" ? share.name : share;
  Deno.test(`a share of ${name} keeps ${count} of 8 images at step ${step} of 1,000`, () => {
    const sums = gradient(share, step, (logits) => logits.mean()).gradient;
    assertEquals(sums.filter((value) => value !== 0).length, count);
    assertAlmostEquals(sums.reduce((sum, value) => sum + value, 0), 1, 1e-6);
  });
}

Deno.test("where all logits are equal, the first ones count", () => {
  assertEquals(gradient(0.5, 0, (logits) => logits.mean(), [1, 1, 1, 1]).gradient, [0.5, 0.5, 0, 0]);
});

Deno.test("the discriminator's logits, and real ones, stay", () => {
  const logits = { real: tf.ones([3, 1]), fake: tf.zeros([3, 1]) }, transform = hook(topK(), "transformLogits");
  assertEquals(transform(logits, stepContext("discriminator")), logits);
  assertEquals(transform(logits, stepContext("generator")).real, logits.real);
  const onlyReal = { real: logits.real };
  assertEquals(transform(onlyReal, stepContext("discriminator")), onlyReal);
});

Deno.test("losses that compare real with generated images are refused, others are not", () => {
  const configure = (loss: Experiment["loss"]) => hook(topK(), "onConfigure")({ loss } as Experiment, []);
  configure(nonSaturating);
  assertThrows(
    () => configure(relativisticPaired),
    TypeError,
    "the loss must judge each image by itself: the relativistic-paired loss compares",
  );
});

Deno.test("a share that leaves [0, 1] is refused", () => {
  assertThrows(() => topK({ share: linear(1.5, 0.5) }), RangeError, "Cannot create top-k as share must be");
});
