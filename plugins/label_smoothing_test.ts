import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startCompute } from "@forger/core";
import type { Player } from "@forger/trainers";
import { labelSmoothing, type LabelSmoothingOptions } from "./label_smoothing.ts";
import { hook } from "./testdata/drive.ts";
import { stepContext } from "./testdata/step_contexts.ts";

await startCompute({ backend: "cpu" });

const IMAGES = 20_000;

function smoothed(options?: LabelSmoothingOptions, player: Player = "discriminator", step = 0) {
  const targets = { real: tf.ones([IMAGES, 1]), fake: tf.zeros([IMAGES, 1]) };
  const { real, fake } = hook(labelSmoothing(options), "transformTargets")(targets, stepContext(player, step));
  return { real: real.dataSync() as Float32Array, fake: fake.dataSync() as Float32Array };
}

/** The mean of uniform numbers lies within four standard errors of the middle. */
function assertUniform(values: Float32Array, low: number, high: number): void {
  const sorted = values.toSorted(), width = high - low;
  assert(sorted[0]! >= Math.fround(low) && sorted.at(-1)! <= Math.fround(high), `${sorted[0]} to ${sorted.at(-1)}`);
  assert(sorted[0]! < low + 0.001 && sorted.at(-1)! > high - 0.001, `${sorted[0]} to ${sorted.at(-1)}`);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  assertAlmostEquals(mean, (low + high) / 2, 4 * width / Math.sqrt(12 * values.length));
}

Deno.test("by default real targets are uniform in [0.8, 1] and those of generated images are 0", () => {
  const { real, fake } = smoothed();
  assertUniform(real, 0.8, 1);
  assertEquals(new Set(fake), new Set([0]));
});

Deno.test("a number is the target itself: 0.9 asks for 0.9", () => {
  const { real, fake } = smoothed({ real: 0.9, fake: 0.25 });
  assertEquals([new Set(real), new Set(fake)], [new Set([Math.fround(0.9)]), new Set([0.25])]);
});

Deno.test("both sides are drawn, each from its own range", () => {
  const { real, fake } = smoothed({ real: [0.7, 0.9], fake: [0, 0.2] });
  assertUniform(real, 0.7, 0.9);
  assertUniform(fake, 0, 0.2);
  assert(Math.abs((real[0]! - 0.7) - fake[0]!) > 1e-6, "real and fake must not share their draws");
});

Deno.test("every image has a draw of its own, and every step others", () => {
  const { real } = smoothed(), later = smoothed({}, "discriminator", 1).real;
  assert(new Set(real).size > 0.9 * IMAGES);
  assert(real.filter((value, index) => value === later[index]).length < 10);
});

Deno.test("a range of one value is that value", () => {
  assertEquals(new Set(smoothed({ real: [0.5, 0.5] }).real), new Set([0.5]));
});

Deno.test("the generator's targets stay", () => {
  const targets = { real: tf.ones([2, 1]), fake: tf.ones([2, 1]) };
  assertEquals(hook(labelSmoothing(), "transformTargets")(targets, stepContext("generator")), targets);
});

Deno.test("it sets targets before other plugins change them", () => {
  assertEquals((labelSmoothing().transformTargets as { readonly order: string }).order, "pre");
});

for (const target of [1.2, -0.1, NaN, [0.9, 0.8], [0.8], [0.8, 1.2], [0, 0.5, 1], "0.9"] as const) {
  for (const option of ["real", "fake"]) {
    Deno.test(`${option} ${JSON.stringify(target)} is refused`, () => {
      assertThrows(
        () => labelSmoothing({ [option]: target }),
        RangeError,
        `Cannot create label-smoothing as ${option} must be a number in [0, 1], or two in rising order: current value is ${
          JSON.stringify(target)
        }`,
      );
    });
  }
}
