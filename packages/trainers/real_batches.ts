import type { LabelledImages } from "./labelled_images.ts";

/** Which part of each batch is taken, where several workers train together. */
export interface BatchPart {
  /** The worker's number, from 0. */
  readonly own: number;
  /** How many workers there are; the batch is a multiple of it. */
  readonly workers: number;
}

/** Of one process alone. */
export const WHOLE_BATCH: BatchPart = { own: 0, workers: 1 };

/** How many rows the part has, and at which of the batch's it begins. */
export function rowsOfPart(
  batch: number,
  { own, workers }: BatchPart,
): { readonly first: number; readonly rows: number } {
  const rows = batch / workers;
  return { first: own * rows, rows };
}

/** No step takes more batches. */
export const MOST_BATCHES = 100;

/** What is wanted of the next batch. */
export interface NextBatch {
  /** Whether labels are to come with the images. @default {false} */
  readonly withLabels?: boolean;
}

/** Draws the real batches of a run inside its step: each epoch visits every row once, in an order of its own. */
export interface RealBatches {
  /** Rows that the steps took so far, of all workers. */
  readonly rowsSeen: number;
  /** Passes over the data that are complete. */
  readonly epoch: number;
  /** How many steps that take so many batches each begin before the current epoch ends. */
  stepsToEpochEnd(batches: number): number;
  /** How many steps that take so many batches each may run before {@linkcode prepare} must be called again. */
  stepsAhead(batches: number): number;
  /** Brings the rows of one step or more, of so many batches each, within its reach; waits for them no longer than the signal lets it. */
  prepare(batches: number, signal?: AbortSignal): Promise<void>;
  /** This worker's part of the next batch, `[batch / workers, ...shape]`, with labels if they are wanted; runs inside the step and moves on. */
  next(wanted?: NextBatch): LabelledImages;
  /**
   * Follows, on the host, the batches that were taken.
   *
   * @returns Whether an epoch has ended.
   */
  advance(batches: number): boolean;
  /** Goes to where so many rows were seen; the next batch begins there. */
  moveTo(rowsSeen: number): void;
  /** Frees what it holds; the source stays. */
  dispose(): void;
}

/** Counts the rows and epochs that batches of one size pass. */
export class RowClock {
  rowsSeen = 0;
  readonly #size: number;
  readonly #batch: number;

  constructor(size: number, batch: number) {
    this.#size = size;
    this.#batch = batch;
  }

  get epoch(): number {
    return Math.floor(this.rowsSeen / this.#size);
  }

  stepsToEpochEnd(batches: number): number {
    return this.stepsBeginningBefore((this.epoch + 1) * this.#size, batches);
  }

  /** How many steps that take so many batches each begin before a row, counted from the run's first one. */
  stepsBeginningBefore(row: number, batches: number): number {
    return batches === 0 ? Infinity : Math.ceil((row - this.rowsSeen) / (batches * this.#batch));
  }

  /** Passes batches; says whether an epoch has ended. */
  advance(batches: number): boolean {
    const { epoch } = this;
    this.rowsSeen += batches * this.#batch;
    return this.epoch > epoch;
  }
}
