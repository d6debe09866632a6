import * as tf from "@tensorflow/tfjs";
import { stateVariable, type Variable } from "@forger/core";
import { epochPermutation, type Source } from "@forger/data";
import type { LabelledImages } from "./labelled_images.ts";
import { oneHot } from "./one_hot.ts";
import {
  type BatchPart,
  MOST_BATCHES,
  type NextBatch,
  type RealBatches,
  RowClock,
  rowsOfPart,
  WHOLE_BATCH,
} from "./real_batches.ts";

/** So many rows are laid out at once, or one epoch where that is more: small data would otherwise end every call soon. */
const ROWS_AHEAD = 65_536;

/**
 * Draws real batches of rows that are on the device.
 *
 * The order of one or several epochs lives on the device and reaches as many batches further as a step may take, so that batches run on across epochs' borders.
 */
export class DeviceBatches implements RealBatches {
  readonly #source: Source;
  readonly #batch: number;
  /** Which rows of each batch this worker takes. */
  readonly #own: ReturnType<typeof rowsOfPart>;
  readonly #seed: number;
  /** How many epochs are laid out at once. */
  readonly #epochsAhead: number;
  readonly #order: Variable;
  /** Where the next batch begins in the order. */
  readonly #cursor: Variable;
  readonly #clock: RowClock;
  /** The epoch after those laid out, whose beginning ends their order: it is needed again when it comes first. */
  #following: { readonly number: number; readonly order: Int32Array } | undefined;
  /** The first of the epochs that are laid out. */
  #firstEpoch = 0;

  constructor(
    source: Source,
    { batch, part = WHOLE_BATCH, seed }: { readonly batch: number; readonly part?: BatchPart; readonly seed: number },
  ) {
    this.#source = source;
    this.#batch = batch;
    this.#own = rowsOfPart(batch, part);
    this.#seed = seed;
    this.#clock = new RowClock(source.size, batch);
    this.#epochsAhead = Math.max(1, Math.floor(ROWS_AHEAD / source.size));
    this.#order = stateVariable(() => this.#layOut());
    this.#cursor = stateVariable(() => tf.scalar(0, "int32"));
  }

  get rowsSeen(): number {
    return this.#clock.rowsSeen;
  }

  get epoch(): number {
    return this.#clock.epoch;
  }

  stepsToEpochEnd(batches: number): number {
    return this.#clock.stepsToEpochEnd(batches);
  }

  stepsAhead(batches: number): number {
    return this.#clock.stepsBeginningBefore((this.#firstEpoch + this.#epochsAhead) * this.#source.size, batches);
  }

  /** The order is there already. */
  prepare(): Promise<void> {
    return Promise.resolve();
  }

  next({ withLabels = false }: NextBatch = {}): LabelledImages {
    return tf.tidy(() => {
      const { first, rows: count } = this.#own;
      const positions = this.#cursor.add(tf.range(first, first + count, 1, "int32"));
      const rows = tf.gather(this.#order, positions);
      const images = this.#source.gather(rows);
      const labels = withLabels ? oneHot(this.#source.gatherLabels!(rows), this.#source.classes!.length) : undefined;
      this.#cursor.assign(this.#cursor.add(tf.scalar(this.#batch, "int32")));
      return { images, ...labels && { labels } };
    });
  }

  advance(batches: number): boolean {
    const epochEnded = this.#clock.advance(batches);
    if (this.epoch >= this.#firstEpoch + this.#epochsAhead) this.moveTo(this.rowsSeen);
    return epochEnded;
  }

  moveTo(rowsSeen: number): void {
    this.#clock.rowsSeen = rowsSeen;
    this.#firstEpoch = this.epoch;
    tf.tidy(() => {
      this.#order.assign(this.#layOut());
      this.#cursor.assign(tf.scalar(rowsSeen - this.#firstEpoch * this.#source.size, "int32"));
    });
  }

  #layOut(): tf.Tensor1D {
    const { size } = this.#source;
    const order = new Int32Array(this.#epochsAhead * size + MOST_BATCHES * this.#batch);
    for (let ahead = 0; ahead * size < order.length; ahead++) {
      const number = this.#firstEpoch + ahead;
      const epoch = this.#following?.number === number
        ? this.#following.order
        : epochPermutation(size, this.#seed, number);
      order.set(epoch.subarray(0, order.length - ahead * size), ahead * size);
      if (ahead === this.#epochsAhead) this.#following = { number, order: epoch };
    }
    return tf.tensor1d(order, "int32");
  }

  dispose(): void {
    this.#order.dispose();
    this.#cursor.dispose();
  }
}
