import { readingProgress } from "./_reading_progress.ts";
import type { RowStore } from "./_row_store.ts";
import { Slots } from "./_slots.ts";

/** There is no such row, as of an image that cannot be read. */
export class UnusableRow extends Error {
  override readonly name: string = "UnusableRow";
  /** Whether it will be so at the next start too. */
  readonly lasts: boolean;

  constructor(reason: string, { lasts }: { readonly lasts: boolean }) {
    super(reason);
    this.lasts = lasts;
  }
}

/** What {@linkcode KeptRows} are made of. */
export interface KeptRowsParts {
  /** Where rows are kept once they are computed. */
  readonly store: RowStore;
  /** Computes a row; throws {@linkcode UnusableRow} where there is none. */
  readonly compute: (row: number) => Promise<Uint8Array>;
  /** The rows among which one that is unusable is replaced: those of its class. @default {all} */
  readonly groups?: Int32Array;
  /** Hears of each row that becomes known to be unusable, once. */
  readonly onUnusable?: (row: number, reason: string) => void;
  /** How many rows are computed at once. @default two for each core, as decoding waits for files too */
  readonly atOnce?: number;
  /** What rows are called in the progress of computing all of them, which begins after the first read. @default {they are not} */
  readonly fillsAs?: string;
  /** Hears that all rows are known. */
  readonly onFilled?: () => void;
}

/**
 * Rows of bytes that are computed when they are wanted, all once: then they are kept on disk.
 *
 * In the place of a row that is unusable stands the next one of its group, so that which rows a run sees depends on the rows
 * alone, and not on when it turned out.
 */
export class KeptRows {
  readonly #parts: KeptRowsParts;
  readonly #slots: Slots;
  /** Rows that are being computed. */
  readonly #computing = new Map<number, Promise<Uint8Array | undefined>>();
  readonly #unusable = new Map<number, string>();
  #filling: Promise<void> | undefined;
  /** Why filling ended. */
  #failure: unknown;
  /** How many rows are known, counted while filling. */
  #known = 0;
  #closed = false;

  constructor(parts: KeptRowsParts) {
    this.#parts = parts;
    this.#slots = new Slots(parts.atOnce ?? 2 * navigator.hardwareConcurrency);
    for (let row = 0; row < parts.store.size; row++) {
      const reason = parts.store.reason(row);
      if (reason !== undefined) this.#note(row, reason);
    }
  }

  /** The rows that are known to be unusable, with the reasons. */
  get unusable(): ReadonlyMap<number, string> {
    return this.#unusable;
  }

  /** How many rows are kept or known to be unusable. */
  get known(): number {
    return this.#parts.store.size - this.#unknown().length;
  }

  #note(row: number, reason: string): void {
    if (this.#unusable.has(row)) return;
    this.#unusable.set(row, reason);
    this.#parts.onUnusable?.(row, reason);
  }

  /**
   * The rows at `indices`, one after another.
   *
   * @throws {UnusableRow} If a row and all that could stand for it are unusable.
   */
  async read(indices: Int32Array): Promise<Uint8Array> {
    const { fillsAs, store } = this.#parts, { rowBytes } = store;
    if (this.#failure !== undefined) throw this.#failure;
    const bytes = new Uint8Array(indices.length * rowBytes);
    const missing = store.read(indices, bytes);
    await Promise.all(missing.map(async (place) => bytes.set(await this.#usable(indices[place]!), place * rowBytes)));
    if (fillsAs !== undefined) this.#filling ??= this.#fillMeanwhile(fillsAs); // not before, as training waits for the first
    return bytes;
  }

  async #fillMeanwhile(what: string): Promise<void> {
    try {
      await this.fill(readingProgress({ what, total: this.#parts.store.size, known: this.known }));
      if (!this.#closed) this.#parts.onFilled?.();
    } catch (error) {
      this.#failure = error; // the next read has it
    }
  }

  /** The rows at `indices`, one by one, and undefined for those that are unusable. */
  async readUsable(indices: Int32Array): Promise<(Uint8Array | undefined)[]> {
    return await Promise.all(
      Array.from(indices, (row) => this.#unusable.has(row) ? undefined : this.#one(row, { urgent: true })),
    );
  }

  /** A row, or the next one of its group that is usable. */
  async #usable(row: number): Promise<Uint8Array> {
    const { groups, store: { size } } = this.#parts;
    for (let step = 0; step < size; step++) {
      const candidate = (row + step) % size;
      if (this.#unusable.has(candidate) || groups && groups[candidate] !== groups[row]) continue;
      const bytes = await this.#one(candidate, { urgent: true });
      if (bytes) return bytes;
    }
    throw new UnusableRow(this.#unusable.get(row) ?? "all others of its class are in use", { lasts: false });
  }

  /** A row that is kept or can be computed; undefined where it is unusable. */
  async #one(row: number, when: { readonly urgent: boolean }): Promise<Uint8Array | undefined> {
    const { store } = this.#parts;
    if (store.has(row)) {
      const bytes = new Uint8Array(store.rowBytes);
      if (store.read([row], bytes).length === 0) return bytes;
    }
    let computing = this.#computing.get(row);
    if (!computing) {
      computing = this.#slots.run(() => this.#compute(row), when).finally(() => {
        this.#computing.delete(row);
        this.#known++;
      });
      this.#computing.set(row, computing);
    }
    return await computing;
  }

  async #compute(row: number): Promise<Uint8Array | undefined> {
    const { compute, store } = this.#parts;
    try {
      const bytes = await compute(row);
      store.write(row, bytes);
      return bytes;
    } catch (error) {
      if (!(error instanceof UnusableRow)) throw error;
      this.#note(row, error.message);
      if (error.lasts) store.writeReason(row, error.message);
      return undefined;
    }
  }

  /**
   * Computes all rows that are not kept yet, one at a time, besides those that are asked for meanwhile.
   *
   * @param onRow Hears, as they become known, how many of all are.
   */
  async fill(onRow: (known: number) => void = () => {}): Promise<void> {
    const unknown = this.#unknown();
    this.#known = this.#parts.store.size - unknown.length;
    for (const row of unknown) {
      if (this.#closed) return;
      if (!this.#isKnown(row)) await this.#one(row, { urgent: false });
      onRow(this.#known);
    }
  }

  #isKnown(row: number): boolean {
    return this.#unusable.has(row) || this.#parts.store.has(row);
  }

  #unknown(): number[] {
    const rows: number[] = [];
    for (let row = 0; row < this.#parts.store.size; row++) if (!this.#isKnown(row)) rows.push(row);
    return rows;
  }

  /** Computes nothing more ahead, and lets go of the store when what is under way is over. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#computing.values());
    this.#parts.store[Symbol.dispose]();
  }
}
