import { epochPermutation, readBytes, type StreamedSource } from "@forger/data";
import type { BatchPart } from "./real_batches.ts";

/** Rows as they were read, one after another. */
export interface Piece {
  readonly rows: number;
  readonly bytes: Uint8Array;
  readonly labels: Int32Array | undefined;
}

/** Reads on while pieces are used, so that a reader that decodes is never idle between two of them. */
const READS_AT_ONCE = 2;

/**
 * Reads a streamed source's rows ahead of the steps, in the order in which a run visits them: every epoch all rows, in an order
 * of its own.
 */
export class ReadAhead {
  readonly #source: StreamedSource;
  readonly #seed: number;
  readonly #piece: number;
  readonly #batch: number;
  readonly #part: BatchPart;
  readonly #most: number;
  /** The order of the epoch that is being read. */
  #order: { readonly epoch: number; readonly rows: Int32Array } | undefined;
  /** Reads in the order of their rows; those that are over keep their place. */
  readonly #reads: { readonly piece: Promise<Piece>; done?: Piece }[] = [];
  #next: number;
  #reading = 0;
  #closed = false;

  /**
   * Begins to read.
   *
   * @param start The first row, counted from the run's first one.
   * @param batch How many rows of a batch are read: those of this worker.
   * @param part Which of the workers this is.
   * @param piece How many rows are read at a time, a multiple of `batch`.
   * @param most How many rows may be read ahead.
   */
  constructor(
    source: StreamedSource,
    { start, batch, part, piece, most, seed }: {
      readonly start: number;
      readonly batch: number;
      readonly part: BatchPart;
      readonly piece: number;
      readonly most: number;
      readonly seed: number;
    },
  ) {
    this.#source = source;
    this.#seed = seed;
    this.#piece = piece;
    this.#batch = batch;
    this.#part = part;
    this.#most = most;
    this.#next = start;
    this.#goOn();
  }

  /** Begins reads until enough rows are on their way. */
  #goOn(): void {
    const enough = Math.ceil(this.#most / this.#piece);
    while (!this.#closed && this.#reading < READS_AT_ONCE && this.#reads.length < enough) this.#begin();
  }

  #begin(): void {
    const read: { piece: Promise<Piece>; done?: Piece } = { piece: this.#read(this.#next) };
    this.#next += this.#piece * this.#part.workers;
    this.#reading++;
    this.#reads.push(read);
    const over = () => {
      this.#reading--;
      this.#goOn();
    };
    read.piece.then((piece) => {
      read.done = piece;
      over();
    }, over); // who takes the piece gets the error
  }

  async #read(start: number): Promise<Piece> {
    const { own, workers } = this.#part, batch = this.#batch;
    const indices = Int32Array.from({ length: this.#piece }, (_, row) => {
      const before = Math.floor(row / batch) * batch; // of this worker's rows those of earlier batches
      return this.#rowAt(start + workers * before + own * batch + (row - before));
    });
    const bytes = await readBytes(this.#source, indices);
    const { labels } = this.#source;
    return { rows: this.#piece, bytes, labels: labels && indices.map((index) => labels[index]!) };
  }

  #rowAt(position: number): number {
    const { size } = this.#source, epoch = Math.floor(position / size);
    if (this.#order?.epoch !== epoch) this.#order = { epoch, rows: epochPermutation(size, this.#seed, epoch) };
    return this.#order.rows[position % size]!;
  }

  /**
   * Takes rows that were read, in their order: waits for `least` of them, unless the signal ends the waiting, then takes more
   * that are there, up to `most`.
   *
   * @param use Is given each piece, and the row at which it begins among those taken.
   * @returns How many rows were taken, a multiple of the piece's.
   */
  async take(
    { least, most, signal }: { readonly least: number; readonly most: number; readonly signal?: AbortSignal },
    use: (piece: Piece, row: number) => void,
  ): Promise<number> {
    let rows = 0;
    while (rows + this.#piece <= most) {
      const read = this.#reads[0]!; // there is always one, as at least one piece is read ahead
      if (!read.done && rows >= least) break;
      const piece = read.done ?? await unlessAborted(read.piece, signal);
      if (!piece) break;
      this.#reads.shift();
      use(piece, rows);
      rows += piece.rows;
      this.#goOn();
    }
    return rows;
  }

  /** Reads no further; what is being read is let go. */
  close(): void {
    this.#closed = true;
    this.#reads.length = 0;
  }
}

/** What a promise gives, or undefined where the signal comes first. */
async function unlessAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value | undefined> {
  if (!signal) return await promise;
  if (signal.aborted) return undefined;
  let wake: (() => void) | undefined;
  const aborted = new Promise<undefined>((resolve) => wake = () => resolve(undefined));
  signal.addEventListener("abort", wake!);
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", wake!);
  }
}
