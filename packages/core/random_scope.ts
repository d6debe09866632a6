import type { StepRandom } from "./random_stream.ts";

let current: StepRandom | undefined;

/**
 * Runs a function whose layers draw from these random streams.
 *
 * Scopes nest; the streams hold until the function returns or throws.
 *
 * @param random The streams of the step that is being computed.
 * @param run A synchronous function.
 * @returns What `run` returns.
 * @throws {TypeError} If `run` returns a promise, as what it awaits would run outside.
 *
 * @example
 * ```ts
 * import { currentRandom, startCompute, stepRandom, withRandom } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const random = stepRandom(42, tf.scalar(0, "int32"));
 * const mask = withRandom(random, () => currentRandom().stream("mask").uniform([4]).greater(0.5));
 * assertEquals(mask.shape, [4]);
 * ```
 */
export function withRandom<T>(random: StepRandom, run: () => T): T {
  const outer = current;
  current = random;
  try {
    const result = run();
    if (result instanceof Promise) {
      throw new TypeError("Cannot run with random streams as the function must be synchronous: it returned a promise");
    }
    return result;
  } finally {
    current = outer;
  }
}

/**
 * The random streams of the innermost {@linkcode withRandom}.
 *
 * @throws {Error} If no {@linkcode withRandom} is running.
 *
 * @example
 * ```ts
 * import { currentRandom } from "@forger/core";
 * import { assertThrows } from "@std/assert";
 *
 * assertThrows(() => currentRandom(), Error, "must run inside a training step");
 * ```
 */
export function currentRandom(): StepRandom {
  if (!current) {
    throw new Error(
      "Cannot draw random numbers as the layer must run inside a training step: " +
        "apply the network with { training: false }, or inside withRandom(stepRandom(seed, step), …)",
    );
  }
  return current;
}
