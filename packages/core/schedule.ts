import * as tf from "@tensorflow/tfjs";
import type { Tensor } from "./tensor.ts";

/** A number that changes from step to step without recompiling. */
export interface ScheduledNumber {
  /** What it does, as the code that makes it, for a run's settings: `"linear(0.002, 0)"`. */
  readonly name: string;
  /** The least and the greatest value that it takes, where they are known: options are checked with them. */
  readonly range?: readonly [least: number, most: number];
  /**
   * The value at a step, as a float32 scalar.
   *
   * @param step The number of steps done, an int32 scalar.
   * @param runSteps How many steps the run makes altogether.
   */
  at(step: Tensor, runSteps: number): Tensor;
}

/**
 * A function of the step, in tensor operations: it runs once, when the step is compiled.
 *
 * It receives the number of steps done, a float32 scalar, and how many steps the run makes altogether, and returns a
 * scalar: `(step, runSteps) => step.div(runSteps).sqrt()`.
 */
export type ScheduleFunction = (step: Tensor, runSteps: number) => Tensor;

/** A number, or one that changes from step to step. */
export type Schedule = number | ScheduledNumber | ScheduleFunction;

/**
 * The value of a schedule at a step of a run, as a float32 scalar.
 *
 * @param step The number of steps done, an int32 scalar.
 * @param runSteps How many steps the run makes altogether.
 * @throws {TypeError} If the schedule's function does not return a scalar tensor.
 *
 * @example
 * ```ts
 * import { scheduleAt, startCompute } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const halved = scheduleAt((step, runSteps) => step.div(runSteps).mul(-0.5).add(1), tf.scalar(8, "int32"), 8);
 * assertEquals(halved.dataSync()[0], 0.5);
 * ```
 */
export function scheduleAt(schedule: Schedule, step: Tensor, runSteps: number): Tensor {
  if (typeof schedule === "number") return tf.scalar(schedule);
  return tf.tidy(() => {
    const value: unknown = typeof schedule === "function"
      ? schedule(step.toFloat(), runSteps)
      : schedule.at(step, runSteps);
    if (value instanceof tf.Tensor && value.rank === 0) return value.toFloat();
    const found = value instanceof tf.Tensor ? `a tensor of shape [${value.shape}]` : String(value);
    throw new TypeError(
      `Cannot schedule as a schedule function must return a scalar tensor computed by tensor operations: current value is ${found}, from ${
        describeSchedule(schedule)
      }`,
    );
  });
}

/** Says a schedule for a run's settings: the number, or the code that makes it where Forger's own functions did. */
export function describeSchedule(schedule: Schedule): number | string {
  if (typeof schedule !== "function") return typeof schedule === "number" ? schedule : schedule.name;
  return `a function of the step${schedule.name && ` (${schedule.name})`}`;
}
