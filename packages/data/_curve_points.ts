import { stepRandom } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { requireOption } from "./_gaussian_points.ts";
import { arraySource } from "./array_source.ts";
import type { Source } from "./source.ts";

/** What {@linkcode curvePoints} needs. */
export interface CurvePointsOptions {
  readonly name: string;
  /** The random stream of the noise: apart from the streams of training, also where both have the same seed. */
  readonly stream: string;
  /** What each curve is called. */
  readonly classes: readonly string[];
  readonly count: number;
  /** On which curve a row's point lies, and where. */
  readonly place: (row: number) => { readonly curve: number; readonly x: number; readonly y: number };
  readonly stddev: number;
  readonly seed: number;
}

/**
 * Points of curves, a class each, with normal noise on either axis.
 *
 * @throws {RangeError} If `stddev`, `count` or `seed` is out of range.
 */
export function curvePoints({ name, stream, classes, count, place, stddev, seed }: CurvePointsOptions): Source {
  requireOption(name, "stddev", "0 or a positive number", stddev, Number.isFinite(stddev) && stddev >= 0);
  requireOption(name, "count", "a positive integer", count, Number.isInteger(count) && count > 0);
  requireOption(name, "seed", "an integer from 0 to 2^53 - 1", seed, Number.isSafeInteger(seed) && seed >= 0);
  const values = tf.tidy(() =>
    stepRandom(seed, tf.scalar(0, "int32")).stream(stream).normal([count, 2], 0, stddev).dataSync<"float32">().slice()
  );
  const labels = new Int32Array(count);
  for (let row = 0; row < count; row++) {
    const { curve, x, y } = place(row);
    values[2 * row] = x + values[2 * row]!;
    values[2 * row + 1] = y + values[2 * row + 1]!;
    labels[row] = curve;
  }
  return arraySource({ name, values, shape: [2], labels, classes });
}
