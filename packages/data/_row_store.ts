import { cacheFolder, takeFileLock } from "@forger/core";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { RowFile, writeAll } from "./_row_file.ts";
import { INDEX_HEADER, indexLine, parseIndex, type RowEntry } from "./_row_index.ts";

/** Options of {@linkcode openRowStore}. */
export interface RowStoreOptions {
  /** Begins the name of the store's folder, for people. */
  readonly label: string;
  /** All on which rows depend besides their keys: other settings are another store. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The length of a row, in bytes. */
  readonly rowBytes: number;
  /** Holds the stores. @default {"rows" in the user's cache folder} */
  readonly folder?: string;
  /** Hears what goes wrong; the rows are computed again then. */
  readonly onWarning: (warning: string) => void;
}

/** A row's place: in the store's own file, or in that of this process alone. */
interface KeptRow extends RowEntry {
  readonly file: RowFile;
}

/**
 * Rows of bytes that are kept on disk under keys, for as long as the user leaves them there.
 *
 * A row is trusted if its checksum is right: nothing is ever waited for to reach the disk, as what a power cut leaves undone is
 * found and computed again. One process at a time adds rows; others read what is there when they begin, and keep what they add
 * in a file of their own that ends with them. Whatever cannot be written is not kept, and the user is told once.
 */
export class RowStore implements Disposable {
  readonly #folder: string;
  readonly #rowBytes: number;
  readonly #warn: (warning: string) => void;
  readonly #rows = new Map<string, KeptRow>();
  readonly #files: Disposable[] = [];
  /** Where rows are added; undefined where none can be. */
  #own: RowFile | undefined;
  /** Where it is noted which; undefined where rows are this process's alone. */
  #index: Deno.FsFile | undefined;
  #nextSlot = 0;
  #hasWarnedOfReading = false;

  constructor(folder: string, { rowBytes, onWarning }: Pick<RowStoreOptions, "rowBytes" | "onWarning">) {
    this.#folder = folder;
    this.#rowBytes = rowBytes;
    this.#warn = onWarning;
  }

  /** Opens the files; where that fails, nothing is kept. */
  async open(settings: string): Promise<this> {
    try {
      await Deno.mkdir(this.#folder, { recursive: true });
      const lock = await takeFileLock(join(this.#folder, "lock"));
      this.#files.push(lock);
      if (lock.isOurs) await this.#openToWrite(settings);
      else await this.#openBesideAnother();
    } catch (error) {
      this.#keepNoMore(error);
    }
    return this;
  }

  async #openToWrite(settings: string): Promise<void> {
    await Deno.writeTextFile(join(this.#folder, "settings.json"), settings); // for people
    const index = await Deno.open(join(this.#folder, "index.txt"), { create: true, read: true, write: true });
    this.#files.push({ [Symbol.dispose]: () => index.close() });
    const rows = await this.#openRows({ create: true, read: true, write: true });
    const parsed = parseIndex(await readAll(index));
    await index.truncate(parsed?.length ?? 0);
    await index.seek(0, Deno.SeekMode.End);
    if (!parsed) writeAll(index, new TextEncoder().encode(INDEX_HEADER));
    this.#take(parsed, rows);
    [this.#own, this.#index] = [rows, index];
  }

  async #openBesideAnother(): Promise<void> {
    const bytes = await Deno.readFile(join(this.#folder, "index.txt")).catch(() => new Uint8Array());
    // the other process may be writing the last line, which is no damage
    const parsed = parseIndex(bytes.subarray(0, bytes.lastIndexOf(10) + 1));
    this.#take(parsed, await this.#openRows({ create: true, read: true, write: true })); // the other may not have made it yet
    const path = await Deno.makeTempFile({ dir: this.#folder, prefix: "own-" });
    const own = new RowFile(await Deno.open(path, { read: true, write: true }), this.#rowBytes);
    this.#files.push(own);
    if (Deno.build.os === "windows") this.#files.push({ [Symbol.dispose]: () => Deno.removeSync(path) });
    else await Deno.remove(path); // it lives as long as it is open, and no longer, however this process ends
    [this.#own, this.#nextSlot] = [own, 0];
  }

  async #openRows(options: Deno.OpenOptions): Promise<RowFile> {
    const rows = new RowFile(await Deno.open(join(this.#folder, "rows.bin"), options), this.#rowBytes);
    this.#files.push(rows);
    return rows;
  }

  #take(parsed: ReturnType<typeof parseIndex>, file: RowFile): void {
    for (const [key, entry] of parsed?.entries ?? []) {
      this.#rows.set(key, { ...entry, file });
      this.#nextSlot = Math.max(this.#nextSlot, entry.slot + 1);
    }
    if (parsed && parsed.damaged > 0) {
      this.#warn(`the cache ${this.#folder} was damaged: what was in ${parsed.damaged} lines is computed again`);
    }
  }

  /** Whether a row is kept under this key. */
  has(key: string): boolean {
    return (this.#rows.get(key)?.slot ?? -1) >= 0;
  }

  /** Why there can be no row for this key, where that is known. */
  reason(key: string): string | undefined {
    const row = this.#rows.get(key);
    return row && row.slot < 0 ? row.reason : undefined;
  }

  /**
   * Fills `into` with the rows of the keys, one after another.
   *
   * @returns The places of those that are not kept, or damaged.
   */
  read(keys: readonly string[], into: Uint8Array): number[] {
    return keys.flatMap((key, place) => {
      const at = into.subarray(place * this.#rowBytes, (place + 1) * this.#rowBytes);
      return this.#readOne(key, at) ? [] : [place];
    });
  }

  #readOne(key: string, into: Uint8Array): boolean {
    const row = this.#rows.get(key);
    if (!row || row.slot < 0) return false;
    try {
      if (row.file.read(row.slot, into) && crc32(into) === row.checksum) return true;
    } catch (error) {
      this.#warnOfReading((error as Error).message);
      return false;
    }
    this.#rows.delete(key);
    this.#warnOfReading("some rows are not what was written");
    return false;
  }

  #warnOfReading(reason: string): void {
    if (!this.#hasWarnedOfReading) {
      this.#warn(`the cache ${this.#folder} is damaged, ${reason}: they are computed again`);
    }
    this.#hasWarnedOfReading = true;
  }

  /** Keeps a row. */
  write(key: string, row: Uint8Array): void {
    if (!this.#own) return;
    const slot = this.#nextSlot;
    try {
      this.#own.write(slot, row);
      this.#note(key, { slot, checksum: crc32(row), reason: "" });
      this.#nextSlot++;
    } catch (error) {
      this.#keepNoMore(error);
    }
  }

  /** Keeps that there can be no row for this key. */
  writeReason(key: string, reason: string): void {
    if (!this.#own) return;
    try {
      this.#note(key, { slot: -1, checksum: 0, reason });
    } catch (error) {
      this.#keepNoMore(error);
    }
  }

  /** Comes after the row, so that a process that is killed between the two leaves no line without its row. */
  #note(key: string, entry: RowEntry): void {
    if (this.#index) writeAll(this.#index, new TextEncoder().encode(indexLine(key, entry)));
    this.#rows.set(key, { ...entry, file: this.#own! });
  }

  #keepNoMore(error: unknown): void {
    [this.#own, this.#index] = [undefined, undefined];
    this.#warn(
      `what is computed is not kept for the next start, as ${this.#folder} cannot be written (${
        (error as Error).message
      }): free some space there, or name another folder with FORGER_CACHE`,
    );
  }

  /** Closes the files. */
  [Symbol.dispose](): void {
    [this.#own, this.#index] = [undefined, undefined];
    this.#rows.clear();
    for (const file of this.#files.splice(0).reverse()) file[Symbol.dispose]();
  }
}

/** Opens the store of these settings, which is made where there is none. */
export async function openRowStore(options: RowStoreOptions): Promise<RowStore> {
  const { label, settings, rowBytes, folder = join(cacheFolder(), "rows") } = options;
  const text = JSON.stringify({ rowBytes, ...settings }, null, 2);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).toHex();
  const name = `${label.replace(/[^\w.-]+/g, "_").slice(0, 40)}-${hash.slice(0, 16)}`;
  return await new RowStore(join(folder, name), options).open(text);
}

async function readAll(file: Deno.FsFile): Promise<Uint8Array> {
  const bytes = new Uint8Array((await file.stat()).size);
  for (let read = 0; read < bytes.length;) read += await file.read(bytes.subarray(read)) ?? bytes.length;
  return bytes;
}
