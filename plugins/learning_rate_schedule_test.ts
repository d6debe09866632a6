import { linear } from "@forger/core";
import type { Player } from "@forger/trainers";
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { learningRateSchedule, type LearningRateScheduleOptions } from "./learning_rate_schedule.ts";
import { hook } from "./testdata/drive.ts";
import { stepContext } from "./testdata/step_contexts.ts";

/** What a rate of 0.01 becomes at a step of 1,000. */
function rate(options: LearningRateScheduleOptions, player: Player, step: number): number {
  const changed = hook(learningRateSchedule(options), "transformLearningRate")(
    tf.scalar(0.01),
    stepContext(player, step),
  );
  assertEquals(changed.shape, []);
  return changed.dataSync()[0]!;
}

Deno.test("by default both rates fall to 0 along half a cosine", () => {
  for (const player of ["discriminator", "generator"] as const) {
    for (const [step, expected] of [[0, 0.01], [250, 0.005 * (1 + Math.SQRT1_2)], [500, 0.005], [1000, 0]] as const) {
      assertAlmostEquals(rate({}, player, step), expected, 1e-8);
    }
  }
});

Deno.test("a factor may be a number, a schedule or a function of the step", () => {
  assertAlmostEquals(rate({ factor: 0.5 }, "generator", 900), 0.005, 1e-8);
  assertAlmostEquals(rate({ factor: linear(1, 0.5, 100) }, "generator", 50), 0.0075, 1e-8);
  assertAlmostEquals(rate({ factor: (step, steps) => step.div(steps).square() }, "generator", 100), 1e-4, 1e-8);
});

Deno.test("the other player's rate is left as it is", () => {
  const players = { factor: 0.5, players: "generator" } as const;
  assertAlmostEquals(rate(players, "generator", 0), 0.005, 1e-8);
  assertAlmostEquals(rate(players, "discriminator", 0), 0.01, 1e-8);
});

Deno.test("a schedule that falls below 0 is refused", () => {
  assertThrows(
    () => learningRateSchedule({ factor: linear(1, -1) }),
    RangeError,
    "Cannot create learning-rate-schedule as factor must be a number or a schedule, at least 0: current value is linear(1, -1)",
  );
});
