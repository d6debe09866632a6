import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startCompute } from "./compute.ts";
import { linear } from "./linear_schedule.ts";
import { describeSchedule, type Schedule, scheduleAt } from "./schedule.ts";
import { warmup } from "./warmup_schedule.ts";

await startCompute({ backend: "cpu" });

function valueAt(schedule: Schedule, step: number): number {
  return tf.tidy(() => scheduleAt(schedule, tf.scalar(step, "int32"), 10).dataSync()[0]!);
}

const CASES: readonly (readonly [Schedule, string | number, Readonly<Record<number, number>>])[] = [
  [0.5, 0.5, { 0: 0.5, 1_000: 0.5 }],
  [linear(2, 1, 4), "linear(2 → 1, 4 steps)", { 0: 2, 1: 1.75, 4: 1, 5: 1, 1_000_000: 1 }],
  [linear(1, 0), "linear(1 → 0)", { 0: 1, 5: 0.5, 10: 0, 11: 0 }],
  [linear(0, 3, 3), "linear(0 → 3, 3 steps)", { 0: 0, 1: 1, 2: 2, 3: 3 }],
  [warmup(4, 2), "warmup(4 steps, 2)", { 0: 0.5, 1: 1, 3: 2, 4: 2, 100: 2 }],
  [warmup(2, linear(1, 0, 10)), "warmup(2 steps, linear(1 → 0, 10 steps))", { 0: 0.5, 1: 0.9, 5: 0.5, 10: 0 }],
];

for (const [schedule, description, values] of CASES) {
  Deno.test(`the schedule ${description} has its values`, () => {
    assertEquals(describeSchedule(schedule), description);
    for (const [step, value] of Object.entries(values)) {
      assertAlmostEquals(valueAt(schedule, Number(step)), value, 1e-6);
    }
  });
}

const BAD: readonly (readonly [string, () => unknown])[] = [
  ["Cannot schedule as steps must be a positive integer: current value is 0", () => linear(1, 0, 0)],
  ["Cannot schedule as from and to must be finite numbers: current values are NaN and 0", () => linear(NaN, 0, 5)],
  ["Cannot schedule warm-up as steps must be a positive integer: current value is 1.5", () => warmup(1.5, 1)],
];

for (const [message, make] of BAD) Deno.test(`refused: ${message}`, () => void assertThrows(make, RangeError, message));
