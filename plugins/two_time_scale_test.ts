import { linear } from "@forger/core";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { hook } from "./testdata/drive.ts";
import { stepContext } from "./testdata/step_contexts.ts";
import { twoTimeScale, type TwoTimeScaleOptions } from "./two_time_scale.ts";

/** Both rates at a step of 1,000, where the optimizers say 0.7. */
function rates(options: TwoTimeScaleOptions, step: number): number[] {
  return (["discriminator", "generator"] as const).map((player) =>
    hook(twoTimeScale(options), "transformLearningRate")(tf.scalar(0.7), stepContext(player, step)).dataSync()[0]!
  );
}

Deno.test("each player has its own rate, by default SAGAN's", () => {
  const [discriminator, generator] = rates({}, 30);
  assertAlmostEquals(discriminator!, 4e-4, 1e-9);
  assertAlmostEquals(generator!, 1e-4, 1e-9);
});

Deno.test("a rate may be a schedule", () => {
  const [discriminator, generator] = rates({ discriminator: linear(0.2, 0), generator: 0.3 }, 250);
  assertAlmostEquals(discriminator!, 0.15, 1e-7);
  assertAlmostEquals(generator!, 0.3, 1e-7);
});

Deno.test("it runs before plugins that multiply rates", () => {
  const { order } = twoTimeScale().transformLearningRate as { order?: string };
  assertEquals(order, "pre");
});
