import * as tf from "@tensorflow/tfjs";
import { stateVariable, type Variable } from "@forger/core";
import { epochPermutation, type Source } from "@forger/data";
import type { LabelledImages } from "./labelled_images.ts";
import { oneHot } from "./one_hot.ts";

/** So many rows are laid out at once, or one epoch where that is more: small data would otherwise end every call soon. */
const ROWS_AHEAD = 65_536;

/** The order reaches so many batches into the epoch after those laid out: no step takes more. */
const MOST_BATCHES = 100;

/**
 * Draws the real batches of a run inside its step: each epoch visits every row once, in an order of its own.
 *
 * The order of one or several epochs lives on the device and reaches some batches further, so that batches run on across epochs' borders.
 */
export class RealBatches {
  readonly #source: Source;
  readonly #batch: number;
  readonly #seed: number;
  /** How many epochs are laid out at once. */
  readonly #epochsAhead: number;
  readonly #order: Variable;
  /** Where the next batch begins in the order. */
  readonly #cursor: Variable;
  #rowsSeen = 0;
  /** The epoch after those laid out, whose beginning ends their order: it is needed again when it comes first. */
  #following: { readonly number: number; readonly order: Int32Array } | undefined;
  /** The first of the epochs that are laid out. */
  #firstEpoch = 0;

  /** @throws {RangeError} If the batch is larger than the data. */
  constructor(source: Source, batch: number, seed: number) {
    if (batch > source.size) {
      throw new RangeError(
        `Cannot train on ${source.name} as the batch of real images must be at most its size, ${source.size}: current value is ${batch}`,
      );
    }
    this.#source = source;
    this.#batch = batch;
    this.#seed = seed;
    this.#epochsAhead = Math.max(1, Math.floor(ROWS_AHEAD / source.size));
    this.#order = stateVariable(() => this.#layOut());
    this.#cursor = stateVariable(() => tf.scalar(0, "int32"));
  }

  /** Rows that the steps took so far. */
  get rowsSeen(): number {
    return this.#rowsSeen;
  }

  /** Passes over the data that are complete. */
  get epoch(): number {
    return Math.floor(this.#rowsSeen / this.#source.size);
  }

  /** How many steps that take so many batches each begin before the current epoch ends. */
  stepsToEpochEnd(batches: number): number {
    return this.#stepsUntil((this.epoch + 1) * this.#source.size, batches);
  }

  /** How many steps that take so many batches each may run before {@linkcode advance} must lay out further epochs. */
  stepsAhead(batches: number): number {
    return this.#stepsUntil((this.#firstEpoch + this.#epochsAhead) * this.#source.size, batches);
  }

  #stepsUntil(row: number, batches: number): number {
    return batches === 0 ? Infinity : Math.ceil((row - this.#rowsSeen) / (batches * this.#batch));
  }

  /** The next batch, `[batch, ...shape]`, with labels if they are wanted; runs inside the step and moves on. */
  next({ withLabels = false }: { readonly withLabels?: boolean } = {}): LabelledImages {
    return tf.tidy(() => {
      const positions = this.#cursor.add(tf.range(0, this.#batch, 1, "int32"));
      const rows = tf.gather(this.#order, positions);
      const images = this.#source.gather(rows);
      const labels = withLabels ? oneHot(this.#source.gatherLabels!(rows), this.#source.classes!.length) : undefined;
      this.#cursor.assign(this.#cursor.add(tf.scalar(this.#batch, "int32")));
      return { images, ...labels && { labels } };
    });
  }

  /**
   * Follows, on the host, the batches that were taken; lays out further epochs where they are needed.
   *
   * @returns Whether an epoch has ended.
   */
  advance(batches: number): boolean {
    const { epoch } = this;
    this.#rowsSeen += batches * this.#batch;
    if (this.epoch >= this.#firstEpoch + this.#epochsAhead) this.moveTo(this.#rowsSeen);
    return this.epoch > epoch;
  }

  /** Lays out the epochs from the one in which so many rows were seen; the next batch begins there. */
  moveTo(rowsSeen: number): void {
    this.#rowsSeen = rowsSeen;
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

  /** Frees what is on the device; the source stays. */
  dispose(): void {
    this.#order.dispose();
    this.#cursor.dispose();
  }
}
