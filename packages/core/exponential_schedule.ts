import * as tf from "@tensorflow/tfjs";
import { scheduleWay } from "./_schedule_way.ts";
import type { ScheduledNumber } from "./schedule.ts";
import type { Tensor } from "./tensor.ts";

/**
 * A number that is multiplied by the same factor each step, on its way from one value to another, and stays there.
 *
 * @param from The value at the first step, positive.
 * @param to The value at the end, positive.
 * @param steps How many steps the way takes, a positive integer. @default {as many as the run makes}
 * @throws {RangeError} If a value is not finite and positive or `steps` is not a positive integer.
 *
 * @example
 * ```ts
 * import { exponential, startCompute } from "@forger/core";
 * import { assertAlmostEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * assertAlmostEquals(exponential(1, 0.01).at(tf.scalar(2, "int32"), 4).dataSync()[0]!, 0.1, 1e-6);
 * ```
 */
export function exponential(from: number, to: number, steps?: number): ScheduledNumber {
  if (from <= 0 || to <= 0) {
    throw new RangeError(`Cannot schedule as from and to must be positive: current values are ${from} and ${to}`);
  }
  // a power of each, not of their ratio, so that both ends are exact
  const valueAt = (share: Tensor) => tf.pow(from, tf.sub(1, share)).mul(tf.pow(to, share));
  return scheduleWay({ name: "exponential", from, to, steps, valueAt });
}
