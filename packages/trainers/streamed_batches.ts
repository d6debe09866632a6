import * as tf from "@tensorflow/tfjs";
import { type DeviceBytes, stateVariable, uploadBytes, type Variable } from "@forger/core";
import type { StreamedSource } from "@forger/data";
import type { LabelledImages } from "./labelled_images.ts";
import { oneHot } from "./one_hot.ts";
import { ReadAhead } from "./read_ahead.ts";
import {
  type BatchPart,
  MOST_BATCHES,
  type NextBatch,
  type RealBatches,
  RowClock,
  WHOLE_BATCH,
} from "./real_batches.ts";

/** So many bytes of rows lie on the device at a time, and as many are read ahead; or one step's where that is more. */
const BYTES_AT_A_TIME = 2 ** 24;

/** So many rows are enough for a call of any length. */
const ROWS_AT_A_TIME = 2 ** 14;

/**
 * Draws real batches of rows that are read while steps run.
 *
 * The rows of the next steps lie on the device, in the order in which the steps take them, which is that of rows that are all on
 * the device. When they are used up, those that were read meanwhile take their place.
 */
export class StreamedBatches implements RealBatches {
  readonly #source: StreamedSource;
  /** Rows of a batch that this worker takes. */
  readonly #batch: number;
  readonly #part: BatchPart;
  readonly #seed: number;
  readonly #clock: RowClock;
  readonly #rowBytes: number;
  /** The rows of the next steps, on the host; what lies behind the end was used before. */
  #bytes: Uint8Array;
  readonly #table: DeviceBytes;
  readonly #labels: Variable | undefined;
  /** Where the next batch begins in the table. */
  readonly #cursor: Variable;
  /** The row after those in the table, counted from the run's first one. */
  #end = 0;
  #ahead: ReadAhead | undefined;

  constructor(
    source: StreamedSource,
    { batch: whole, part = WHOLE_BATCH, seed }: {
      readonly batch: number;
      readonly part?: BatchPart;
      readonly seed: number;
    },
  ) {
    const batch = whole / part.workers;
    this.#source = source;
    this.#batch = batch;
    this.#part = part;
    this.#seed = seed;
    this.#clock = new RowClock(source.size, whole);
    this.#rowBytes = source.storedShape.reduce((product, length) => product * length, 1);
    const rows = Math.min(ROWS_AT_A_TIME, BYTES_AT_A_TIME / this.#rowBytes);
    const batches = Math.max(1, Math.floor(rows / batch));
    this.#bytes = new Uint8Array(batches * batch * this.#rowBytes);
    this.#table = uploadBytes(this.#bytes, [batches * batch, ...source.storedShape]);
    this.#labels = source.labels &&
      stateVariable(() => tf.zeros([Math.max(batches, MOST_BATCHES) * batch], "int32"));
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
    const whole = this.#batch * this.#part.workers;
    return batches === 0 ? Infinity : Math.floor((this.#end - this.rowsSeen) / (batches * whole));
  }

  async prepare(batches: number, signal?: AbortSignal): Promise<void> {
    if (this.stepsAhead(batches) > 0) return;
    const least = batches * this.#batch;
    if (this.#end > this.rowsSeen || least * this.#rowBytes > this.#bytes.length) this.moveTo(this.rowsSeen);
    this.#ahead ??= this.#startReading(least);
    const labels = this.#labels && new Int32Array(this.#labels.size);
    const rows = await this.#ahead.take(
      { least, most: this.#bytes.length / this.#rowBytes, signal },
      (piece, row) => {
        this.#bytes.set(piece.bytes, row * this.#rowBytes);
        labels?.set(piece.labels!, row);
      },
    );
    this.#table.replace(this.#bytes);
    this.#end = this.rowsSeen + rows * this.#part.workers;
    tf.tidy(() => {
      if (labels) this.#labels!.assign(tf.tensor1d(labels, "int32"));
      this.#cursor.assign(tf.scalar(0, "int32"));
    });
  }

  /** @param least How many rows a step takes: the table must hold as many, and is filled with whole steps. */
  #startReading(least: number): ReadAhead {
    const needed = least * this.#rowBytes;
    if (needed > this.#bytes.length) this.#bytes = new Uint8Array(needed);
    const most = this.#bytes.length / this.#rowBytes;
    const [batch, part] = [this.#batch, this.#part];
    return new ReadAhead(this.#source, { start: this.rowsSeen, batch, part, piece: least, most, seed: this.#seed });
  }

  next({ withLabels = false }: NextBatch = {}): LabelledImages {
    return tf.tidy(() => {
      const positions = this.#cursor.add(tf.range(0, this.#batch, 1, "int32"));
      const images = this.#source.decode(this.#table.gather(positions));
      const labels = withLabels ? oneHot(tf.gather(this.#labels!, positions), this.#source.classes!.length) : undefined;
      this.#cursor.assign(this.#cursor.add(tf.scalar(this.#batch, "int32")));
      return { images, ...labels && { labels } };
    });
  }

  advance(batches: number): boolean {
    return this.#clock.advance(batches);
  }

  /** What was read ahead is read again, where it is still wanted. */
  moveTo(rowsSeen: number): void {
    this.#clock.rowsSeen = this.#end = rowsSeen;
    this.#ahead?.close();
    this.#ahead = undefined;
  }

  dispose(): void {
    this.#ahead?.close();
    this.#table.dispose();
    this.#labels?.dispose();
    this.#cursor.dispose();
  }
}
