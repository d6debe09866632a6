import { stepRandom } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { arraySource } from "./array_source.ts";
import type { PointModes } from "./point_modes.ts";
import type { Source } from "./source.ts";

/** Apart from the streams of training, also where both have the same seed. */
const STREAM = "gaussian-points";

/** What {@linkcode gaussianPoints} needs. */
export interface GaussianPointsOptions {
  readonly name: string;
  readonly modes: PointModes;
  readonly count: number;
  readonly seed: number;
}

/**
 * Refuses an option that is out of range.
 *
 * @throws {RangeError} If `holds` is false.
 */
export function requireOption(source: string, option: string, rule: string, value: number, holds: boolean): void {
  if (!holds) {
    throw new RangeError(`Cannot create source ${source} as ${option} must be ${rule}: current value is ${value}`);
  }
}

/**
 * Draws points around the centres, in turn: no mode has a row more than another, but for the remainder.
 *
 * @throws {RangeError} If `stddev`, `count` or `seed` is out of range.
 */
export function gaussianPoints({ name, modes, count, seed }: GaussianPointsOptions): Source {
  const { centers, stddev } = modes;
  requireOption(name, "stddev", "a positive number", stddev, Number.isFinite(stddev) && stddev > 0);
  requireOption(name, "count", "a positive integer", count, Number.isInteger(count) && count > 0);
  requireOption(name, "seed", "an integer from 0 to 2^53 - 1", seed, Number.isSafeInteger(seed) && seed >= 0);
  const noise = tf.tidy(() =>
    stepRandom(seed, tf.scalar(0, "int32")).stream(STREAM).normal([count, 2], 0, stddev).dataSync()
  );
  const labels = Int32Array.from({ length: count }, (_, row) => row % centers.length);
  const values = Float32Array.from(noise, (offset, index) => centers[labels[index >> 1]!]![index % 2]! + offset);
  const classes = centers.map(([x, y]) => `(${round(x)}, ${round(y)})`);
  return { ...arraySource({ name, values, shape: [2], labels, classes }), modes };
}

/** Without the digits, and the minus of 0, that sines and cosines leave. */
function round(coordinate: number): number {
  return Math.round(1000 * coordinate) / 1000 + 0;
}
