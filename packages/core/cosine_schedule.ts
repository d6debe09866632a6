import * as tf from "@tensorflow/tfjs";
import { scheduleWay } from "./_schedule_way.ts";
import type { ScheduledNumber } from "./schedule.ts";
import type { Tensor } from "./tensor.ts";

/**
 * A number that moves from one value to another along half a cosine, slowly at both ends, and stays there.
 *
 * @param from The value at the first step.
 * @param to The value at the end.
 * @param steps How many steps the way takes, a positive integer. @default {as many as the run makes}
 * @throws {RangeError} If a value is not finite or `steps` is not a positive integer.
 * @see SGDR: stochastic gradient descent with warm restarts. Loshchilov, Hutter, 2017,
 * https://arxiv.org/abs/1608.03983
 *
 * @example
 * ```ts
 * import { cosine, startCompute } from "@forger/core";
 * import { assertAlmostEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * assertAlmostEquals(cosine(1, 0).at(tf.scalar(1, "int32"), 4).dataSync()[0]!, (1 + Math.SQRT1_2) / 2, 1e-6);
 * ```
 */
export function cosine(from: number, to: number, steps?: number): ScheduledNumber {
  const valueAt = (share: Tensor) => {
    // a kernel's cosine may be a rounding more than 1, and the schedule would leave its range
    const left = share.mul(Math.PI).cos().add(1).div(2).clipByValue(0, 1);
    return left.mul(from).add(tf.sub(1, left).mul(to));
  };
  return scheduleWay({ name: "cosine", from, to, steps, valueAt });
}
