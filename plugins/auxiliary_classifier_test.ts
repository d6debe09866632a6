import { startCompute, type Tensor } from "@forger/core";
import type { Run } from "@forger/trainers";
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { auxiliaryClassifier } from "./auxiliary_classifier.ts";
import { hook } from "./testdata/drive.ts";
import { type Logged, lossContext } from "./testdata/step_contexts.ts";

await startCompute({ backend: "cpu" });

const labels = () => ({ real: tf.tensor2d([[1, 0], [0, 1]]), fake: tf.tensor2d([[0, 1], [0, 1], [1, 0]]) });
/** Of the real images one is taken for its class, of the generated ones two. */
const classLogits = () => ({ real: tf.tensor2d([[3, 0], [1, 0]]), fake: tf.tensor2d([[0, 2], [0, 1], [0, 1]]) });
const softplus = (x: number) => Math.log1p(Math.exp(x));
const REAL = (softplus(-3) + softplus(1)) / 2, FAKE = (softplus(-2) + softplus(-1) + softplus(1)) / 3;

const discriminate = (images: Tensor) => images;
const valuesOf = (terms: Record<string, Tensor>) =>
  Object.fromEntries(Object.entries(terms).map(([name, term]) => [name, term.dataSync()[0]!]));

Deno.test("the discriminator's loss gains the cross-entropy of both kinds, the generator's that of its own", () => {
  const plugin = auxiliaryClassifier({ weight: 0.5 }), logged: Logged = {};
  const context = { images: {}, labels: labels(), classLogits: classLogits(), discriminate };
  const own = { real: tf.scalar(7) };
  const both = valuesOf(hook(plugin, "transformLoss")(own, lossContext("discriminator", context, 0, logged)));
  assertEquals(Object.keys(both), ["real", "class_real", "class_fake"]);
  assertEquals(both.real, 7);
  assertAlmostEquals(both.class_real!, REAL / 2, 1e-6);
  assertAlmostEquals(both.class_fake!, FAKE / 2, 1e-6);
  assertEquals(Object.keys(logged), ["class_accuracy/real", "class_accuracy/fake"]);
  assertAlmostEquals(logged["class_accuracy/real"]!, 1 / 2, 1e-6);
  assertAlmostEquals(logged["class_accuracy/fake"]!, 2 / 3, 1e-6);

  const generator = valuesOf(hook(plugin, "transformLoss")({}, lossContext("generator", context)));
  assertEquals(Object.keys(generator), ["class_fake"]);
  assertAlmostEquals(generator.class_fake!, FAKE / 2, 1e-6);
});

Deno.test("the discriminator may learn classes from real images alone; the generator learns as ever", () => {
  const plugin = auxiliaryClassifier({ learnFrom: "real" }), logged: Logged = {};
  const context = { images: {}, labels: labels(), classLogits: classLogits(), discriminate };
  const terms = (player: "discriminator" | "generator") =>
    valuesOf(hook(plugin, "transformLoss")({}, lossContext(player, context, 0, logged)));
  assertEquals(Object.keys(terms("discriminator")), ["class_real"]);
  assertEquals(Object.keys(logged), ["class_accuracy/real", "class_accuracy/fake"]);
  assertEquals(Object.keys(terms("generator")), ["class_fake"]);
});

Deno.test("in separate updates each kind has its own term", () => {
  for (const kind of ["real", "fake"] as const) {
    const context = {
      images: {},
      labels: { [kind]: labels()[kind] },
      classLogits: { [kind]: classLogits()[kind] },
      discriminate,
    };
    const terms = hook(auxiliaryClassifier(), "transformLoss")({}, lossContext("discriminator", context));
    assertEquals(Object.keys(terms), [`class_${kind}`]);
  }
});

Deno.test("a discriminator without class logits is refused", () => {
  const discriminator = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
  assertThrows(
    () => hook(auxiliaryClassifier(), "onTrainBegin")({ networks: { discriminator } } as unknown as Run),
    TypeError,
    "the discriminator must have class logits as its second output: it has one output",
  );
});
