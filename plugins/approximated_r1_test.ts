import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startCompute, stepRandom, type Tensor } from "@forger/core";
import type { Plugin } from "@forger/trainers";
import { approximatedR1 } from "./approximated_r1.ts";

await startCompute({ backend: "cpu" });

type TransformLoss = Extract<Plugin["transformLoss"], (...args: never[]) => unknown>;

function penaltyOf(options: Parameters<typeof approximatedR1>[0], discriminate: (images: Tensor) => Tensor): number {
  const real = tf.ones([20_000, 2]);
  const random = stepRandom(1, tf.scalar(0, "int32")).stream("plugin/approximated-r1");
  const transformLoss = approximatedR1(options).transformLoss as TransformLoss;
  const context = {
    player: "discriminator" as const,
    step: tf.scalar(0, "int32"),
    random,
    images: { real },
    logits: { real: discriminate(real) },
    discriminate,
  };
  return transformLoss({}, context).approximated_r1!.dataSync()[0]!;
}

Deno.test("the penalty of a linear discriminator is weight · stddev² · its squared slope", () => {
  const linear = (images: Tensor) => images.mul([3, 4]).sum(1, true); // squared slope 25
  assertAlmostEquals(penaltyOf({ weight: 10, stddev: 0.2 }, linear), 10 * 0.2 ** 2 * 25, 0.3);
  assertAlmostEquals(penaltyOf({ weight: 5, stddev: 0.1 }, linear), 5 * 0.1 ** 2 * 25, 0.04);
});

Deno.test("a constant discriminator is not penalised", () => {
  assertEquals(penaltyOf({}, (images) => images.mul(0).sum(1, true)), 0);
});

Deno.test("the generator's loss and updates without real images are left alone", () => {
  const transformLoss = approximatedR1().transformLoss as TransformLoss;
  const random = stepRandom(1, tf.scalar(0, "int32")).stream("a");
  const terms = { generator: tf.scalar(1) }, fake = tf.ones([2, 2]), step = tf.scalar(0, "int32");
  const discriminate = (images: Tensor) => images;
  for (const player of ["generator", "discriminator"] as const) {
    assertEquals(
      transformLoss(terms, { player, step, random, images: { fake }, logits: { fake }, discriminate }),
      terms,
    );
  }
});

for (const [name, value] of [["weight", 0], ["weight", -1], ["stddev", 0], ["stddev", Infinity]] as const) {
  Deno.test(`${name} ${value} is refused`, () => {
    assertThrows(
      () => approximatedR1({ [name]: value }),
      RangeError,
      `${name} must be a positive number: current value is ${value}`,
    );
  });
}
