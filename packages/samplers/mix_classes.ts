import type { Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { checkCount } from "./_check_count.ts";

/** Options of {@linkcode mixClasses}. */
export interface MixClassesOptions {
  /** How many classes the generator knows. */
  readonly classes: number;
  /** Mixtures of the walk, both ends included. @default {10} */
  readonly count?: number;
}

/**
 * Goes evenly from one class to another in mixtures, as labels for {@linkcode generate}: what a conditional generator
 * makes of classes between those that it learned.
 *
 * @param from The class at the beginning, from 0 to classes - 1.
 * @param to The class at the end.
 * @returns float32 `[count, classes]`, of sum 1 each; the caller disposes it.
 * @throws {RangeError} If a class or a count is out of range.
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { mixClasses } from "@forger/samplers";
 * import { assertEquals } from "@std/assert";
 *
 * await startCompute({ backend: "cpu" });
 * assertEquals([...mixClasses(0, 2, { classes: 3, count: 3 }).dataSync()], [1, 0, 0, 0.5, 0, 0.5, 0, 0, 1]);
 * ```
 */
export function mixClasses(from: number, to: number, options: MixClassesOptions): Tensor {
  const { classes, count = 10 } = options;
  const action = "mix classes";
  checkCount(action, "classes", classes);
  checkCount(action, "count", count);
  for (const [name, label] of [["from", from], ["to", to]] as const) {
    if (!(Number.isInteger(label) && label >= 0 && label < classes)) {
      throw new RangeError(
        `Cannot ${action} as ${name} must be an integer from 0 to ${classes - 1}: current value is ${label}`,
      );
    }
  }
  const mixtures = new Float32Array(count * classes);
  for (let row = 0; row < count; row++) {
    const way = count === 1 ? 0 : row / (count - 1);
    mixtures[row * classes + from]! += 1 - way;
    mixtures[row * classes + to]! += way;
  }
  return tf.tensor2d(mixtures, [count, classes]);
}
