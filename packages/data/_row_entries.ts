import type { RowEntry } from "./_row_index.ts";

/** What is known of rows by their numbers, in little memory, as there may be very many. */
export class RowEntries {
  readonly #slots: Int32Array;
  readonly #checksums: Uint32Array;
  readonly #reasons = new Map<number, string>();

  /** @param size How many rows there are; nothing is known of them. */
  constructor(size: number) {
    this.#slots = new Int32Array(size).fill(UNKNOWN);
    this.#checksums = new Uint32Array(size);
  }

  get(row: number): RowEntry | undefined {
    const slot = this.#slots[row];
    if (slot === undefined || slot === UNKNOWN) return undefined;
    return { slot, checksum: this.#checksums[row]!, reason: this.#reasons.get(row) ?? "" };
  }

  set(row: number, { slot, checksum, reason }: RowEntry): void {
    this.#slots[row] = slot;
    this.#checksums[row] = checksum;
    if (reason === "") this.#reasons.delete(row);
    else this.#reasons.set(row, reason);
  }

  delete(row: number): void {
    this.set(row, { slot: UNKNOWN, checksum: 0, reason: "" });
  }

  clear(): void {
    this.#slots.fill(UNKNOWN);
    this.#reasons.clear();
  }
}

const UNKNOWN = -2;
