import { cacheFolder, takeFileLock } from "@forger/core";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { RowEntries } from "./_row_entries.ts";
import { RowFile, writeAll } from "./_row_file.ts";
import { indexLine, indexLines, type RowEntry } from "./_row_index.ts";

/** Under which keys rows are kept: another key is another row. Functions, as very many texts would take much memory. */
export interface RowKeys {
  /** How many rows there are. */
  readonly size: number;
  readonly keyOf: (row: number) => string;
  /** The row of a key; undefined where it is of none, as of a file that is gone. */
  readonly rowOf: (key: string) => number | undefined;
}

/** Options of {@linkcode openRowStore}. */
export interface RowStoreOptions {
  /** Begins the name of the store's folder, for people. */
  readonly label: string;
  /** All on which rows depend besides their keys, as JSON has it: other settings are another store. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly keys: RowKeys;
  /** The length of a row, in bytes. */
  readonly rowBytes: number;
  /** Holds the stores. @default {"rows" in the user's cache folder} */
  readonly folder?: string;
  /** Hears what goes wrong; the rows are computed again then. */
  readonly onWarning: (warning: string) => void;
}

/** Rows, and where they lie. */
interface Layer {
  readonly entries: RowEntries;
  readonly file: RowFile;
}

/** Where rows are added. */
interface Writing {
  readonly layer: Layer;
  /** Undefined where rows are this process's alone. */
  readonly index?: Deno.FsFile;
  nextSlot: number;
}

/** Another number is another store, so that no version takes the rows of another one for damaged. */
const FORMAT = 1;

/**
 * Rows of bytes that are kept on disk under keys, for as long as the user leaves them there.
 *
 * A row is trusted if its checksum is right, and so is the line of the index that names it: nothing is ever waited for to reach the
 * disk, as what a power cut leaves undone is found and computed again. Any number of processes read. One at a time adds rows: the
 * others have those that were there when they began, and keep what they add in a file of their own that ends with them, as it may
 * be more than fits into memory. Whatever cannot be written is not kept, and the user is told once, when there is such a row.
 */
export class RowStore implements Disposable {
  readonly #folder: string;
  readonly #settings: string;
  readonly #keys: RowKeys;
  /** The length of a row, in bytes. */
  readonly rowBytes: number;
  readonly #warn: (warning: string) => void;
  readonly #held: Disposable[] = [];
  readonly #shared: Layer;
  /** Rows of this process alone, where another one adds rows for all. */
  #own: Layer | undefined;
  /** The first slot after all that the index names. */
  #nextSlot = 0;
  #writing: Writing | undefined;
  /** Why nothing can be written. */
  #failure: Error | undefined;
  #keepsMore = true;
  #hasToldDamage = false;

  constructor(folder: string, settings: string, { keys, rowBytes, onWarning }: RowStoreOptions) {
    this.#folder = folder;
    this.#settings = settings;
    this.#keys = keys;
    this.rowBytes = rowBytes;
    this.#warn = onWarning;
    this.#shared = { entries: new RowEntries(keys.size), file: new RowFile(join(folder, "rows.bin"), rowBytes) };
    this.#held.push(this.#shared.file);
  }

  /** How many rows there are, kept or not. */
  get size(): number {
    return this.#keys.size;
  }

  get #indexPath(): string {
    return join(this.#folder, "index.txt");
  }

  /** Finds the rows that there are; where the folder cannot be written, they can be read all the same. */
  async open(): Promise<this> {
    const isOurs = await this.#lock().catch((error) => void (this.#failure = error));
    try {
      const index = ifThere(() => Deno.readFileSync(this.#indexPath)) ?? new Uint8Array();
      ifThere(() => this.#shared.file.open({ read: true })); // after the index, as a row is written before its line
      const { length, lost } = this.#load(index);
      if (lost > 0) this.#tellDamage(`${lost} of its rows`);
      if (isOurs) this.#writing = this.#beginWriting({ index, length, isDamaged: lost > 0 });
    } catch (error) {
      this.#failure = error as Error;
    }
    return this;
  }

  /** Whether rows may be added for all. */
  async #lock(): Promise<boolean> {
    await Deno.mkdir(this.#folder, { recursive: true });
    const lock = await takeFileLock(join(this.#folder, "lock"));
    this.#held.push(lock);
    return lock.isOurs;
  }

  /** Notes which rows there are; gives how many lines are lost, and how far the whole lines reach. */
  #load(index: Uint8Array): { readonly length: number; readonly lost: number } {
    const { entries } = this.#shared, keys = this.#keys;
    let length = 0, lost = 0;
    for (const { bytes, entry, key } of this.#linesOf(index)) {
      length += bytes.length;
      if (!entry) {
        lost++;
        continue;
      }
      const row = keys.rowOf(key);
      if (row !== undefined) entries.set(row, entry);
      this.#nextSlot = Math.max(this.#nextSlot, entry.slot + 1);
    }
    return { length, lost };
  }

  /** The lines of an index; without an entry those that are damaged, or name a row that is not there. */
  *#linesOf(
    index: Uint8Array,
  ): Generator<{ readonly bytes: Uint8Array; readonly key: string; readonly entry?: RowEntry }> {
    const count = Math.floor(this.#shared.file.bytes / this.rowBytes);
    for (const { bytes, row } of indexLines(index, this.#settings)) {
      yield { bytes, key: row?.key ?? "", ...row && row.entry.slot < count && { entry: row.entry } };
    }
  }

  #beginWriting(
    { index, length, isDamaged }: { readonly index: Uint8Array; readonly length: number; readonly isDamaged: boolean },
  ): Writing {
    const { file } = this.#shared;
    if (isDamaged) this.#repairIndex(index); // else it would be told at each start
    else ifThere(() => Deno.truncateSync(this.#indexPath, length)); // without the line that was cut off
    Deno.writeTextFileSync(join(this.#folder, "settings.json"), this.#settings); // for people
    for (const { name } of Deno.readDirSync(this.#folder)) {
      if (name.startsWith(OWN)) removeIfPossible(join(this.#folder, name)); // of a process that was killed
    }
    file.open({ create: true, read: true, write: true });
    const appended = Deno.openSync(this.#indexPath, { create: true, append: true });
    this.#held.push(appended);
    return { layer: this.#shared, index: appended, nextSlot: this.#nextSlot };
  }

  /** Writes the index without what is damaged in it: under another name first, so that who reads it meanwhile gets all of it. */
  #repairIndex(index: Uint8Array): void {
    const path = `${this.#indexPath}.new`;
    {
      using file = Deno.openSync(path, { create: true, truncate: true, write: true });
      for (const { bytes, entry } of this.#linesOf(index)) if (entry) writeAll(file, bytes);
    }
    Deno.renameSync(path, this.#indexPath);
  }

  #beginAlone(): Writing {
    const path = Deno.makeTempFileSync({ dir: this.#folder, prefix: OWN }), file = new RowFile(path, this.rowBytes);
    this.#held.push({ [Symbol.dispose]: () => removeIfPossible(path) }, file);
    file.open({ read: true, write: true });
    removeIfPossible(path); // where it is possible already, the file ends with this process, however that ends
    this.#own = { entries: new RowEntries(this.#keys.size), file };
    return { layer: this.#own, nextSlot: 0 };
  }

  #find(row: number): { readonly layer: Layer; readonly entry: RowEntry } | undefined {
    for (const layer of [this.#own, this.#shared]) {
      const entry = layer?.entries.get(row);
      if (layer && entry) return { layer, entry };
    }
    return undefined;
  }

  /** Whether a row is kept. */
  has(row: number): boolean {
    return (this.#find(row)?.entry.slot ?? -1) >= 0;
  }

  /** Why there can be no such row, where that is known. */
  reason(row: number): string | undefined {
    const entry = this.#find(row)?.entry;
    return entry && entry.slot < 0 ? entry.reason : undefined;
  }

  /**
   * Fills `into` with rows, one after another.
   *
   * @returns The places of those that are not kept, or damaged.
   */
  read(rows: ArrayLike<number>, into: Uint8Array): number[] {
    const missing: number[] = [];
    for (let place = 0; place < rows.length; place++) {
      const at = into.subarray(place * this.rowBytes, (place + 1) * this.rowBytes);
      if (!this.#readOne(rows[place]!, at)) missing.push(place);
    }
    return missing;
  }

  #readOne(row: number, into: Uint8Array): boolean {
    const found = this.#find(row);
    if (!found || found.entry.slot < 0) return false;
    const { layer, entry: { slot, checksum } } = found;
    try {
      if (layer.file.read(slot, into) && crc32(into) === checksum) return true;
    } catch (error) {
      this.#tellDamage(`what cannot be read (${(error as Error).message})`);
      return false;
    }
    layer.entries.delete(row);
    this.#tellDamage("what is not as it was written");
    return false;
  }

  #tellDamage(what: string): void {
    if (!this.#hasToldDamage) this.#warn(`the cache ${this.#folder} is damaged: ${what} will be computed again`);
    this.#hasToldDamage = true;
  }

  /**
   * Keeps a row.
   *
   * @throws {TypeError} If it has another length than the others.
   */
  write(row: number, bytes: Uint8Array): void {
    if (bytes.length !== this.rowBytes) {
      throw new TypeError(
        `Cannot keep row ${
          this.#keys.keyOf(row)
        } as its length must be ${this.rowBytes}: current value is ${bytes.length}`,
      );
    }
    this.#add(row, (writing) => {
      const slot = writing.nextSlot++;
      writing.layer.file.write(slot, bytes);
      return { slot, checksum: crc32(bytes), reason: "" };
    });
  }

  /** Keeps that there can be no such row. */
  writeReason(row: number, reason: string): void {
    this.#add(row, () => ({ slot: -1, checksum: 0, reason }));
  }

  #add(row: number, write: (writing: Writing) => RowEntry): void {
    if (!this.#keepsMore) return;
    try {
      if (this.#failure) throw this.#failure;
      const writing = this.#writing ??= this.#beginAlone(), entry = write(writing);
      // after the row, so that a process that is killed between the two leaves no line without its row
      if (writing.index) {
        writeAll(writing.index, new TextEncoder().encode(indexLine(this.#keys.keyOf(row), entry, this.#settings)));
      }
      writing.layer.entries.set(row, entry);
    } catch (error) {
      this.#keepsMore = false;
      this.#warn(
        `what is computed is not kept for the next start, as ${this.#folder} cannot be used (${
          (error as Error).message
        }): free some space there, or name another folder with FORGER_CACHE`,
      );
    }
  }

  /** Closes the files. */
  [Symbol.dispose](): void {
    this.#keepsMore = false;
    for (const layer of [this.#own, this.#shared]) layer?.entries.clear();
    for (const file of this.#held.splice(0).reverse()) file[Symbol.dispose]();
  }
}

/** Begins the names of files of one process alone. */
const OWN = "own-";

/** Opens the store of these settings, which is made where there is none, once there is a row to keep. */
export async function openRowStore(options: RowStoreOptions): Promise<RowStore> {
  const { label, settings, rowBytes, folder = join(cacheFolder(), "rows") } = options;
  if (folder === "") {
    throw new RangeError(
      `Cannot keep rows of ${label} as cacheFolder must not be empty: current value is "", and leaving it out takes the user's cache folder`,
    );
  }
  const text = JSON.stringify({ format: FORMAT, rowBytes, settings }, sortKeys, 2);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).toHex();
  const name = `${label.replace(/[^\w.-]+/g, "_").slice(0, 40)}-${hash.slice(0, 16)}`;
  return await new RowStore(join(folder, name), text, options).open();
}

/** Has JSON say the same of the same settings, in whatever order they are named. */
function sortKeys(_name: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([first], [second]) => first < second ? -1 : 1));
}

function ifThere<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function removeIfPossible(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // it is gone, or its process has it open on a system where that keeps it: the next one to write the store tries again
  }
}
