import * as tf from "@tensorflow/tfjs";
import type { Tensor } from "./tensor.ts";

/** A number that changes from step to step without recompiling. */
export interface ScheduledNumber {
  /** What it does, for a run's settings: `"linear(0.002 → 0)"`. */
  readonly name: string;
  /**
   * The value at a step, as a float32 scalar.
   *
   * @param step The number of steps done, an int32 scalar.
   * @param runSteps How many steps the run makes altogether.
   */
  at(step: Tensor, runSteps: number): Tensor;
}

/** A number, or one that changes from step to step. */
export type Schedule = number | ScheduledNumber;

/** The value of a schedule at a step of a run, as a float32 scalar. */
export function scheduleAt(schedule: Schedule, step: Tensor, runSteps: number): Tensor {
  return typeof schedule === "number" ? tf.scalar(schedule) : schedule.at(step, runSteps);
}

/** Says a schedule in words, for a run's settings. */
export function describeSchedule(schedule: Schedule): number | string {
  return typeof schedule === "number" ? schedule : schedule.name;
}
