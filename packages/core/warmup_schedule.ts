import * as tf from "@tensorflow/tfjs";
import { scheduleRange } from "./_schedule_range.ts";
import { describeSchedule, type Schedule, scheduleAt, type ScheduledNumber } from "./schedule.ts";

/**
 * Lets a schedule begin gently: a rising share of its value over the first steps, from `1 / steps` to all of it.
 *
 * Adam's first updates are as large as its learning rate in every weight, whatever the gradients, and so magnify rounding.
 *
 * @param steps How many steps the rise takes: a positive integer.
 * @param schedule What it rises to.
 * @throws {RangeError} If `steps` is not a positive integer.
 *
 * @example
 * ```ts
 * import { startCompute, warmup } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * assertEquals(warmup(4, 2).at(tf.scalar(1, "int32"), 100).dataSync()[0], 1);
 * ```
 */
export function warmup(steps: number, schedule: Schedule): ScheduledNumber {
  if (!Number.isInteger(steps) || steps < 1) {
    throw new RangeError(`Cannot schedule warm-up as steps must be a positive integer: current value is ${steps}`);
  }
  const reached = scheduleRange(schedule);
  return {
    name: `warmup(${steps}, ${describeSchedule(schedule)})`,
    ...reached &&
      { range: [Math.min(reached[0] / steps, reached[0]), Math.max(reached[1] / steps, reached[1])] as const },
    at: (step, runSteps) =>
      tf.tidy(() => step.toFloat().add(1).div(steps).minimum(1).mul(scheduleAt(schedule, step, runSteps))),
  };
}
