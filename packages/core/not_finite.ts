import { activeRecorder } from "./recorder.ts";
import type { Tensor } from "./tensor.ts";

let isLooking = true;

/** Runs what {@linkcode notFinite} shall not look into, as reading a value there would wait for the device. */
export function withoutValueChecks<T>(run: () => T): T {
  const before = isLooking;
  isLooking = false;
  try {
    return run();
  } finally {
    isLooking = before;
  }
}

/**
 * Finds a value that is no number or infinite, also inside a step while it is recorded; there the values are those of the
 * step that is recorded. On `webgpu` it looks into the first step only.
 *
 * @returns The first such value, or undefined where all are finite.
 *
 * @example
 * ```ts
 * import { notFinite, startCompute } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * assertEquals(notFinite(tf.tensor1d([1, 2])), undefined);
 * assertEquals(notFinite(tf.tensor1d([1, -1 / 0])), -Infinity);
 * ```
 */
export function notFinite(tensor: Tensor): number | undefined {
  if (!isLooking || tensor.dtype !== "float32") return undefined;
  const read = () => tensor.dataSync() as Float32Array;
  const values = activeRecorder()?.pause(read) ?? read();
  return values.find((value) => !Number.isFinite(value));
}
