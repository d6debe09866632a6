import { hinge, nonSaturating, relativisticPaired, wasserstein } from "@forger/losses";
import type { Experiment, LossContext } from "@forger/trainers";
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { logAccuracy } from "./_accuracy.ts";
import { discriminatorAccuracy } from "./discriminator_accuracy.ts";
import { hook } from "./testdata/drive.ts";
import { type Logged, lossContext } from "./testdata/step_contexts.ts";

const TERMS = { real: tf.scalar(1) };

function context(logits: LossContext["logits"], logged: Logged, changes: Partial<LossContext> = {}): LossContext {
  return lossContext("discriminator", { images: {}, discriminate: (images) => images, logits, ...changes }, 0, logged);
}

const REAL = tf.tensor2d([[2], [0.1], [0], [-1]]), FAKE = tf.tensor2d([[-3], [-0.1], [-0.2], [0], [5]]);

Deno.test("an accuracy is the share beyond the boundary, on which an output is wrong for both", () => {
  const logged: Logged = {};
  assertEquals(
    hook(discriminatorAccuracy(), "transformLoss")(TERMS, context({ real: REAL, fake: FAKE }, logged)),
    TERMS,
  );
  assertEquals(Object.keys(logged), ["accuracy/real", "accuracy/fake"]);
  assertAlmostEquals(logged["accuracy/real"]!, 2 / 4, 1e-6);
  assertAlmostEquals(logged["accuracy/fake"]!, 3 / 5, 1e-6);
});

Deno.test("the boundary is the loss's", () => {
  const logged: Logged = {};
  const loss = { ...hinge, boundary: 1 };
  hook(discriminatorAccuracy(), "transformLoss")(TERMS, context({ real: REAL, fake: FAKE }, logged, { loss }));
  assertAlmostEquals(logged["accuracy/real"]!, 1 / 4, 1e-6);
  assertAlmostEquals(logged["accuracy/fake"]!, 4 / 5, 1e-6);
});

Deno.test("where real and fake images come in turn, each update logs what it has", () => {
  for (const [name, logits] of Object.entries({ real: { real: REAL }, fake: { fake: FAKE } })) {
    const logged: Logged = {};
    hook(discriminatorAccuracy(), "transformLoss")(TERMS, context(logits, logged));
    assertEquals(Object.keys(logged), [`accuracy/${name}`]);
  }
});

Deno.test("several plugins log it once an update, and each update anew", () => {
  let count = 0;
  const first = context({ real: REAL }, {}, { log: () => count++ });
  for (let plugin = 0; plugin < 3; plugin++) logAccuracy(first);
  assertEquals(count, 1);
  logAccuracy({ ...first, logits: { real: REAL } });
  assertEquals(count, 2);
});

Deno.test("the generator's update logs none, and a step leaves no tensors behind", () => {
  const logged: Logged = {}, given = context({ real: REAL, fake: FAKE }, logged);
  hook(discriminatorAccuracy(), "transformLoss")(TERMS, { ...given, player: "generator" });
  assertEquals(logged, {});
  const before = tf.memory().numTensors;
  hook(discriminatorAccuracy(), "transformLoss")(TERMS, given);
  assertEquals(tf.memory().numTensors, before);
});

for (const loss of [wasserstein, relativisticPaired]) {
  Deno.test(`it is refused with the ${loss.name} loss, and the reason given`, () => {
    const configure = () => hook(discriminatorAccuracy(), "onConfigure")({ loss } as Experiment, []);
    assertThrows(configure, TypeError, `the ${loss.name} loss has no boundary between real and fake`);
  });
}

Deno.test("it takes losses with a boundary", () => {
  for (const loss of [nonSaturating, hinge]) {
    hook(discriminatorAccuracy(), "onConfigure")({ loss } as Experiment, []);
  }
});
