import * as tf from "@tensorflow/tfjs";
import { scheduleWay } from "./_schedule_way.ts";
import type { ScheduledNumber } from "./schedule.ts";
import type { Tensor } from "./tensor.ts";

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
  const valueAt = (share: Tensor) => tf.sub(1, share).mul(from).add(share.mul(to));
  return scheduleWay({ name: "linear", from, to, steps, valueAt });
}
