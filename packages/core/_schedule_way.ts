import * as tf from "@tensorflow/tfjs";
import type { ScheduledNumber } from "./schedule.ts";
import type { Tensor } from "./tensor.ts";

/** A schedule that goes from one value to another and stays there. */
export interface ScheduleWay {
  /** The function that makes it, for its name. */
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** How many steps the way takes; as many as the run makes, if not given. */
  readonly steps: number | undefined;
  /** The value where a share of the way, a scalar in [0, 1], is done: `from` at 0 and `to` at 1, in tensor operations. */
  readonly valueAt: (share: Tensor) => Tensor;
}

/**
 * Makes a schedule of a way between two values.
 *
 * @throws {RangeError} If a value is not finite or `steps` is not a positive integer.
 */
export function scheduleWay({ name, from, to, steps, valueAt }: ScheduleWay): ScheduledNumber {
  if (!Number.isFinite(from) || !Number.isFinite(to)) {
    throw new RangeError(`Cannot schedule as from and to must be finite numbers: current values are ${from} and ${to}`);
  }
  if (steps !== undefined && (!Number.isInteger(steps) || steps < 1)) {
    throw new RangeError(`Cannot schedule as steps must be a positive integer: current value is ${steps}`);
  }
  return {
    name: `${name}(${from}, ${to}${steps === undefined ? "" : `, ${steps}`})`,
    range: [Math.min(from, to), Math.max(from, to)],
    at: (step, runSteps) => tf.tidy(() => valueAt(step.toFloat().div(steps ?? runSteps).minimum(1))),
  };
}
