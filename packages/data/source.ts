import type { Shape, Tensor } from "@forger/core";
import type { PointModes } from "./point_modes.ts";

/** What is known of a source's rows without looking at them. */
export interface SourceFacts {
  /** What the source is called in a run's records. */
  readonly name: string;
  /** The number of rows. */
  readonly size: number;
  /** The shape of a row: `[height, width, channels]` of an image, `[features]` of a point. */
  readonly shape: Shape;
  /** The least and the greatest value of a row. */
  readonly range: readonly [low: number, high: number];
  /** What each label stands for, where there are labels. */
  readonly classes?: readonly string[];
  /** Another text for other rows, as far as they can be told without reading all: a run that goes on must find the same rows. */
  readonly fingerprint?: string;
  /** Around which centres the rows lie, where that is known: of points that were drawn to measure mode collapse. */
  readonly modes?: PointModes;
  /** Frees what the source holds. A run does so when it ends: the next one needs a source of its own. */
  dispose(): void;
}

/**
 * What a network learns to imitate: rows that stay on the device, from which a training step gathers its batch.
 *
 * @example A source of one's own: the points of a circle, computed instead of stored.
 * ```ts
 * import type { Source } from "@forger/data";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * const circle: Source = {
 *   name: "circle",
 *   size: 360,
 *   shape: [2],
 *   range: [-1, 1],
 *   gather: (indices) => tf.tidy(() => {
 *     const angle = indices.toFloat().mul(Math.PI / 180);
 *     return tf.stack([angle.cos(), angle.sin()], 1);
 *   }),
 *   dispose() {},
 * };
 *
 * assertEquals(circle.gather(tf.tensor1d([0, 90], "int32")).shape, [2, 2]);
 * ```
 */
export interface Source extends SourceFacts {
  /**
   * The rows at `indices`, in their order, repeated where they repeat.
   *
   * It runs inside a compiled step, so it must not read values or draw random numbers.
   *
   * @param indices int32 `[count]`, each in [0, size).
   * @returns float32 `[count, ...shape]`.
   */
  gather(indices: Tensor): Tensor;
  /**
   * The labels of the rows at `indices`, where there are labels.
   *
   * @param indices int32 `[count]`, each in [0, size).
   * @returns int32 `[count]`, each in [0, classes).
   */
  gatherLabels?(indices: Tensor): Tensor;
}
