import * as tf from "@tensorflow/tfjs";
import type { ScheduledNumber } from "./schedule.ts";

/**
 * A number that moves in a straight line from one value to another, and stays there.
 *
 * @param from The value at the first step.
 * @param to The value at the end.
 * @param steps How many steps the way takes, a positive integer. @default {as many as the run makes}
 * @throws {RangeError} If a value is not finite or `steps` is not a positive integer.
 *
 * @example
 * ```ts
 * import { linear, startCompute } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * assertEquals(linear(1, 0).at(tf.scalar(3, "int32"), 4).dataSync()[0], 0.25);
 * ```
 */
export function linear(from: number, to: number, steps?: number): ScheduledNumber {
  if (!Number.isFinite(from) || !Number.isFinite(to)) {
    throw new RangeError(`Cannot schedule as from and to must be finite numbers: current values are ${from} and ${to}`);
  }
  if (steps !== undefined && (!Number.isInteger(steps) || steps < 1)) {
    throw new RangeError(`Cannot schedule as steps must be a positive integer: current value is ${steps}`);
  }
  return {
    name: `linear(${from} → ${to}${steps === undefined ? "" : `, ${steps} steps`})`,
    at: (step, runSteps) =>
      tf.tidy(() => {
        const share = step.toFloat().div(steps ?? runSteps).minimum(1);
        return tf.sub(1, share).mul(from).add(share.mul(to));
      }),
  };
}
