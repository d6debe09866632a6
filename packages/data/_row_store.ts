import { cacheFolder, takeFileLock } from "@forger/core";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { RowFile, writeAll } from "./_row_file.ts";
import { indexLine, parseIndex, type RowEntry } from "./_row_index.ts";

/** Options of {@linkcode openRowStore}. */
export interface RowStoreOptions {
  /** Begins the name of the store's folder, for people. */
  readonly label: string;
  /** All on which rows depend besides their keys, as JSON has it: other settings are another store. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The length of a row, in bytes. */
  readonly rowBytes: number;
  /** Holds the stores. @default {"rows" in the user's cache folder} */
  readonly folder?: string;
  /** Hears what goes wrong; the rows are computed again then. */
  readonly onWarning: (warning: string) => void;
}

/** Rows, and where they lie. */
interface Layer {
  readonly entries: Map<string, RowEntry>;
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
  readonly #rowBytes: number;
  readonly #warn: (warning: string) => void;
  readonly #held: Disposable[] = [];
  #shared: Layer;
  /** Rows of this process alone, where another one adds rows for all. */
  #own: Layer | undefined;
  #indexBytes = 0;
  #writing: Writing | undefined;
  /** Why nothing can be written. */
  #failure: Error | undefined;
  #keepsMore = true;
  #hasToldDamage = false;

  constructor(folder: string, settings: string, { rowBytes, onWarning }: RowStoreOptions) {
    this.#folder = folder;
    this.#settings = settings;
    this.#rowBytes = rowBytes;
    this.#warn = onWarning;
    this.#shared = { entries: new Map(), file: new RowFile(join(folder, "rows.bin"), rowBytes) };
    this.#held.push(this.#shared.file);
  }

  get #indexPath(): string {
    return join(this.#folder, "index.txt");
  }

  /** Finds the rows that there are; where the folder cannot be written, they can be read all the same. */
  async open(): Promise<this> {
    const isOurs = await this.#lock().catch((error) => void (this.#failure = error));
    try {
      const lost = this.#load();
      if (isOurs) this.#writing = this.#beginWriting(lost > 0);
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

  /** Reads which rows there are; gives how many are lost. */
  #load(): number {
    const { file } = this.#shared, bytes = ifThere(() => Deno.readFileSync(this.#indexPath)) ?? new Uint8Array();
    const { entries, damaged, length } = parseIndex(bytes, this.#settings);
    ifThere(() => file.open({ read: true })); // after the index, as a row is written before its line
    const named = entries.size, count = Math.floor(file.bytes / this.#rowBytes);
    for (const [key, { slot }] of entries) if (slot >= count) entries.delete(key);
    this.#shared = { entries, file };
    this.#indexBytes = length;
    const lost = damaged + named - entries.size;
    if (lost > 0) this.#tellDamage(`${lost} of its rows`);
    return lost;
  }

  #beginWriting(isDamaged: boolean): Writing {
    const { entries, file } = this.#shared;
    if (isDamaged) this.#writeIndex(); // else it would be told at each start
    else ifThere(() => Deno.truncateSync(this.#indexPath, this.#indexBytes)); // without the line that was cut off
    Deno.writeTextFileSync(join(this.#folder, "settings.json"), this.#settings); // for people
    for (const { name } of Deno.readDirSync(this.#folder)) {
      if (name.startsWith(OWN)) removeIfPossible(join(this.#folder, name)); // of a process that was killed
    }
    file.open({ create: true, read: true, write: true });
    const index = Deno.openSync(this.#indexPath, { create: true, append: true });
    this.#held.push(index);
    let nextSlot = 0;
    for (const { slot } of entries.values()) nextSlot = Math.max(nextSlot, slot + 1);
    return { layer: this.#shared, index, nextSlot };
  }

  /** Writes the index without what is damaged in it: under another name first, so that who reads it meanwhile gets all of it. */
  #writeIndex(): void {
    const lines = [...this.#shared.entries].map(([key, entry]) => indexLine(key, entry, this.#settings));
    const bytes = new TextEncoder().encode(lines.join(""));
    Deno.writeFileSync(`${this.#indexPath}.new`, bytes);
    Deno.renameSync(`${this.#indexPath}.new`, this.#indexPath);
    this.#indexBytes = bytes.length;
  }

  #beginAlone(): Writing {
    const path = Deno.makeTempFileSync({ dir: this.#folder, prefix: OWN }), file = new RowFile(path, this.#rowBytes);
    this.#held.push({ [Symbol.dispose]: () => removeIfPossible(path) }, file);
    file.open({ read: true, write: true });
    removeIfPossible(path); // where it is possible already, the file ends with this process, however that ends
    this.#own = { entries: new Map(), file };
    return { layer: this.#own, nextSlot: 0 };
  }

  #find(key: string): { readonly layer: Layer; readonly entry: RowEntry } | undefined {
    const layer = this.#own?.entries.has(key) ? this.#own : this.#shared, entry = layer.entries.get(key);
    return entry && { layer, entry };
  }

  /** Whether a row is kept under this key. */
  has(key: string): boolean {
    return (this.#find(key)?.entry.slot ?? -1) >= 0;
  }

  /** Why there can be no row for this key, where that is known. */
  reason(key: string): string | undefined {
    return this.has(key) ? undefined : this.#find(key)?.entry.note;
  }

  /** What was kept beside the row of this key. */
  note(key: string): string | undefined {
    return this.has(key) ? this.#find(key)?.entry.note : undefined;
  }

  /** How many rows are kept for the next start, and what they take on disk. Those that nobody asks for any more stay. */
  get size(): { readonly rows: number; readonly bytes: number } {
    const { entries, file } = this.#shared;
    let rows = 0;
    for (const { slot } of entries.values()) if (slot >= 0) rows++;
    return { rows, bytes: file.bytes + this.#indexBytes };
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
    const found = this.#find(key);
    if (!found || found.entry.slot < 0) return false;
    const { layer, entry: { slot, checksum } } = found;
    try {
      if (layer.file.read(slot, into) && crc32(into) === checksum) return true;
    } catch (error) {
      this.#tellDamage(`what cannot be read (${(error as Error).message})`);
      return false;
    }
    layer.entries.delete(key);
    this.#tellDamage("what is not as it was written");
    return false;
  }

  #tellDamage(what: string): void {
    if (!this.#hasToldDamage) this.#warn(`the cache ${this.#folder} is damaged: ${what} will be computed again`);
    this.#hasToldDamage = true;
  }

  /**
   * Keeps a row, and a text beside it.
   *
   * @throws {TypeError} If the row has another length than the others.
   */
  write(key: string, row: Uint8Array, note: string = ""): void {
    if (row.length !== this.#rowBytes) {
      throw new TypeError(
        `Cannot keep row ${key} as its length must be ${this.#rowBytes}: current value is ${row.length}`,
      );
    }
    this.#add(key, (writing) => {
      const slot = writing.nextSlot++;
      writing.layer.file.write(slot, row);
      return { slot, checksum: crc32(row), note };
    });
  }

  /** Keeps that there can be no row for this key. */
  writeReason(key: string, reason: string): void {
    this.#add(key, () => ({ slot: -1, checksum: 0, note: reason }));
  }

  #add(key: string, write: (writing: Writing) => RowEntry): void {
    if (!this.#keepsMore) return;
    try {
      if (this.#failure) throw this.#failure;
      const writing = this.#writing ??= this.#beginAlone(), entry = write(writing);
      if (writing.index) this.#addLine(writing.index, indexLine(key, entry, this.#settings));
      writing.layer.entries.set(key, entry);
    } catch (error) {
      this.#keepsMore = false;
      this.#warn(
        `what is computed is not kept for the next start, as ${this.#folder} cannot be used (${
          (error as Error).message
        }): free some space there, or name another folder with FORGER_CACHE`,
      );
    }
  }

  /** Comes after the row, so that a process that is killed between the two leaves no line without its row. */
  #addLine(index: Deno.FsFile, line: string): void {
    const bytes = new TextEncoder().encode(line);
    writeAll(index, bytes);
    this.#indexBytes += bytes.length;
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
