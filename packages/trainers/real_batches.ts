import * as tf from "@tensorflow/tfjs";
import { stateVariable, type Tensor, type Variable } from "@forger/core";
import { epochPermutation, type Source } from "@forger/data";

/** So many rows are laid out at once, or one epoch where that is more: small data would otherwise end every call soon. */
const ROWS_AHEAD = 65_536;

/**
 * Draws the real batches of a run inside its step: each epoch visits every row once, in an order of its own.
 *
 * The order of one or several epochs lives on the device and reaches one batch further, so that batches run on across epochs' borders.
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
  #following: Int32Array | undefined;
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

  /** How many steps begin before the current epoch ends. */
  get stepsToEpochEnd(): number {
    return Math.ceil(((this.epoch + 1) * this.#source.size - this.#rowsSeen) / this.#batch);
  }

  /** How many steps may run before {@linkcode advance} must lay out further epochs. */
  get stepsAhead(): number {
    return Math.ceil(((this.#firstEpoch + this.#epochsAhead) * this.#source.size - this.#rowsSeen) / this.#batch);
  }

  /** The next batch, `[batch, ...shape]`; runs inside the step and moves on. */
  next(): Tensor {
    return tf.tidy(() => {
      const positions = this.#cursor.add(tf.range(0, this.#batch, 1, "int32"));
      const batch = this.#source.gather(tf.gather(this.#order, positions));
      this.#cursor.assign(this.#cursor.add(tf.scalar(this.#batch, "int32")));
      return batch;
    });
  }

  /**
   * Follows, on the host, the steps that were run; lays out further epochs where they are needed.
   *
   * @returns Whether an epoch has ended.
   */
  advance(steps: number): boolean {
    const { epoch } = this;
    this.#rowsSeen += steps * this.#batch;
    if (this.epoch >= this.#firstEpoch + this.#epochsAhead) {
      this.#firstEpoch = this.epoch;
      tf.tidy(() => {
        this.#order.assign(this.#layOut());
        this.#cursor.assign(tf.scalar(this.#rowsSeen - this.#firstEpoch * this.#source.size, "int32"));
      });
    }
    return this.epoch > epoch;
  }

  #layOut(): tf.Tensor1D {
    const { size } = this.#source;
    const order = new Int32Array(this.#epochsAhead * size + this.#batch);
    for (let ahead = 0; ahead <= this.#epochsAhead; ahead++) {
      const known = ahead === 0 ? this.#following : undefined;
      const epoch = known ?? epochPermutation(size, this.#seed, this.#firstEpoch + ahead);
      order.set(epoch.subarray(0, order.length - ahead * size), ahead * size);
      this.#following = epoch;
    }
    return tf.tensor1d(order, "int32");
  }

  /** Frees what is on the device; the source stays. */
  dispose(): void {
    this.#order.dispose();
    this.#cursor.dispose();
  }
}
