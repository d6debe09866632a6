import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startCompute, type Tensor } from "@forger/core";
import { approximatedR1 } from "./approximated_r1.ts";
import { hook } from "./testdata/drive.ts";
import { lossContext } from "./testdata/step_contexts.ts";

await startCompute({ backend: "cpu" });

function penaltyOf(options: Parameters<typeof approximatedR1>[0], discriminate: (images: Tensor) => Tensor): number {
  const context = lossContext("discriminator", { images: { real: tf.ones([20_000, 2]) }, discriminate });
  return hook(approximatedR1(options), "transformLoss")({}, context).approximated_r1!.dataSync()[0]!;
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
  const terms = { generator: tf.scalar(1) }, fake = tf.ones([2, 2]);
  for (const player of ["generator", "discriminator"] as const) {
    const context = lossContext(player, { images: { fake }, discriminate: (images) => images });
    assertEquals(hook(approximatedR1(), "transformLoss")(terms, context), terms);
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
