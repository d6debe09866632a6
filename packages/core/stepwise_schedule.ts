import * as tf from "@tensorflow/tfjs";
import type { ScheduledNumber } from "./schedule.ts";

const LAST_STEP = 2 ** 31 - 1;

/**
 * A number that jumps from value to value at given steps, and keeps each until the next.
 *
 * @param values Pairs of the step from which a value holds and the value; the first step is 0, and steps rise.
 * @throws {RangeError} If there is no pair, the first step is not 0, steps do not rise, or a number is out of range.
 *
 * @example
 * ```ts
 * import { startCompute, stepwise } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const halved = stepwise([[0, 1], [1000, 0.5]]);
 * assertEquals([999, 1000].map((step) => halved.at(tf.scalar(step, "int32"), 5000).dataSync()[0]), [1, 0.5]);
 * ```
 */
export function stepwise(values: readonly (readonly [step: number, value: number])[]): ScheduledNumber {
  const starts = values.map(([step]) => step), levels = values.map(([, value]) => value);
  const refuse = (rule: string, current: unknown): never => {
    throw new RangeError(`Cannot schedule as ${rule}: current value is ${current}`);
  };
  if (starts[0] !== 0) refuse("the first value's step must be 0", starts[0]);
  starts.forEach((step, index) => {
    const rises = index === 0 || step > starts[index - 1]!;
    if (!rises || !Number.isInteger(step) || step > LAST_STEP) refuse("steps must be rising integers", `[${starts}]`);
  });
  for (const value of levels) if (!Number.isFinite(value)) refuse("values must be finite numbers", value);
  return {
    name: `stepwise([${values.map(([step, value]) => `[${step}, ${value}]`).join(", ")}])`,
    range: [Math.min(...levels), Math.max(...levels)],
    at: (step) =>
      tf.tidy(() => {
        const begun = step.greaterEqual(tf.tensor1d(starts, "int32")).toInt().sum();
        return tf.gather(tf.tensor1d(levels), begun.sub(tf.scalar(1, "int32")).toInt());
      }),
  };
}
