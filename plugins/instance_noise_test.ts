import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { linear, type Schedule, startCompute } from "@forger/core";
import type { Player, StepContext } from "@forger/trainers";
import { instanceNoise, type InstanceNoiseOptions } from "./instance_noise.ts";
import { hook } from "./testdata/drive.ts";
import { stepContext } from "./testdata/step_contexts.ts";

await startCompute({ backend: "cpu" });

const COUNT = 40_000;

/** What is added to images of 0.25. */
function noise(
  transform: "transformReal" | "transformFake",
  context: StepContext,
  options?: InstanceNoiseOptions,
): Float32Array {
  const images = hook(instanceNoise(options), transform)(tf.fill([COUNT / 4, 2, 2, 1], 0.25), context);
  assertEquals(images.shape, [COUNT / 4, 2, 2, 1]);
  return (images.dataSync() as Float32Array).map((value) => value - 0.25);
}

/** Mean, deviation and kurtosis lie within four standard errors of those of the normal distribution. */
function assertNormal(values: Float32Array, stddev: number): void {
  const moment = (power: number) => values.reduce((sum, value) => sum + value ** power, 0) / values.length;
  assertAlmostEquals(moment(1), 0, 4 * stddev / Math.sqrt(COUNT));
  assertAlmostEquals(Math.sqrt(moment(2)), stddev, 4 * stddev / Math.sqrt(2 * COUNT));
  assertAlmostEquals(moment(4) / moment(2) ** 2, 3, 4 * Math.sqrt(24 / COUNT));
}

for (const transform of ["transformReal", "transformFake"] as const) {
  for (const player of ["discriminator", "generator"] as const) {
    // runs of these tests make 1,000 steps, so that the default falls by 0.0001 a step
    for (const [step, stddev] of [[0, 0.1], [250, 0.075], [900, 0.01]] as const) {
      Deno.test(`${transform} adds normal noise of deviation ${stddev} at step ${step} of the ${player}'s update`, () => {
        assertNormal(noise(transform, stepContext(player, step)), stddev);
      });
    }
  }
}

const constants: [stddev: Schedule, step: number, expected: number][] = [
  [0.3, 700, 0.3],
  [linear(0.4, 0.2, 100), 50, 0.3],
  [(step) => step.mul(0.001), 200, 0.2],
];
constants.forEach(([stddev, step, expected], index) => {
  Deno.test(`the deviation follows a schedule of one's own, number ${index}`, () => {
    assertNormal(noise("transformReal", stepContext("discriminator", step), { stddev }), expected);
  });
});

Deno.test("at the end of the run, the default leaves images as they are", () => {
  assertEquals(new Set(noise("transformFake", stepContext("generator", 1000))), new Set([0]));
});

Deno.test("real images, generated images and every step get noise of their own", () => {
  const plugin = instanceNoise({ stddev: 1 }), images = tf.zeros([100, 1]);
  const context = (step: number, player: Player = "discriminator") => stepContext(player, step);
  const shared = context(0);
  const draws = [
    hook(plugin, "transformReal")(images, shared),
    hook(plugin, "transformFake")(images, shared),
    hook(plugin, "transformReal")(images, context(1)),
  ].map((tensor) => [...tensor.dataSync()]);
  draws.forEach((first, index) =>
    draws.slice(index + 1).forEach((second) => {
      assert(first.every((value, place) => value !== second[place]));
    })
  );
});

Deno.test("a schedule that falls below 0 is refused", () => {
  assertThrows(
    () => instanceNoise({ stddev: linear(0.1, -0.1) }),
    RangeError,
    "Cannot create instance-noise as stddev must be",
  );
});
