import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startCompute } from "@forger/core";
import { labelFlipping } from "./label_flipping.ts";
import { hook } from "./testdata/drive.ts";
import { stepContext } from "./testdata/step_contexts.ts";

await startCompute({ backend: "cpu" });

const IMAGES = 20_000;

/** Which targets are turned round, where those of real images are 0.9 and the others 0.25. */
function flips(share: number, step = 0): { real: boolean[]; fake: boolean[] } {
  const targets = { real: tf.fill([IMAGES, 1], 0.9), fake: tf.fill([IMAGES, 1], 0.25) };
  const changed = hook(labelFlipping({ share }), "transformTargets")(targets, stepContext("discriminator", step));
  const flipped = (values: ArrayLike<number>, target: number) =>
    Array.from(values, (value) => {
      const isFlipped = Math.abs(value - (1 - target)) < 1e-6;
      assert(isFlipped || value === Math.fround(target), `a target must be ${target} or ${1 - target}: it is ${value}`);
      return isFlipped;
    });
  return { real: flipped(changed.real.dataSync(), 0.9), fake: flipped(changed.fake.dataSync(), 0.25) };
}

const shareOf = (flipped: readonly boolean[]) => flipped.filter(Boolean).length / flipped.length;

for (const share of [0.05, 0.3, 0.5]) {
  Deno.test(`of both kinds, a share of ${share} becomes 1 - t and the others stay t`, () => {
    const { real, fake } = flips(share);
    const tolerance = 4 * Math.sqrt(share * (1 - share) / IMAGES); // four standard deviations of the binomial share
    assertAlmostEquals(shareOf(real), share, tolerance);
    assertAlmostEquals(shareOf(fake), share, tolerance);
  });
}

Deno.test("real and generated images are drawn independently, and each step anew", () => {
  const { real, fake } = flips(0.5), later = flips(0.5, 1).real;
  const agreement = (first: boolean[], second: boolean[]) =>
    shareOf(first.map((value, index) => value === second[index]));
  assertAlmostEquals(agreement(real, fake), 0.5, 0.02);
  assertAlmostEquals(agreement(real, later), 0.5, 0.02);
});

Deno.test("no target is turned round for a share of 0, and all are for 1", () => {
  assertEquals([shareOf(flips(0).real), shareOf(flips(1).real), shareOf(flips(1).fake)], [0, 1, 1]);
});

Deno.test("the generator's targets stay", () => {
  const targets = { real: tf.ones([2, 1]), fake: tf.ones([2, 1]) };
  assertEquals(hook(labelFlipping({ share: 1 }), "transformTargets")(targets, stepContext("generator")), targets);
});
