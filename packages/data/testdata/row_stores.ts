import { assertEquals } from "@std/assert";
import { openRowStore, type RowKeys, type RowStore, type RowStoreOptions } from "../_row_store.ts";

/** The length of the rows here. */
export const ROW = 64;

/** The row that belongs to a key. */
export const rowOf = (key: string): Uint8Array =>
  Uint8Array.from({ length: ROW }, (_, index) => (key.charCodeAt(index % key.length) * (index + 7)) % 256);

/** Keys of the rows in a store that {@linkcode fill} filled. */
export const KEYS = ["a|1|2", "b|3|4", 'c "quoted"\ttab\nline|5|6', "d|7|8"] as const;

/** Runs a test with a folder of its own. */
export async function withFolder(test: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "forger-rows-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The keys of some rows, and no others. */
export function keysOf(keys: readonly string[]): RowKeys {
  const rows = new Map(keys.map((key, row) => [key, row]));
  return { size: keys.length, keyOf: (row) => keys[row]!, rowOf: (key) => rows.get(key) };
}

/** Keys of {@linkcode KEYS}, and of further rows. */
const ALL_KEYS = [
  ...KEYS,
  ...["broken|9|9", "e|0|0", "f|0|0", "g|0|0", "after"],
  ...Array.from("abcd", (letter) => [0, 3, 5, 6, 9].map((digit) => `${letter}|1|${digit}`)).flat(),
  ..."abcdefgh",
];

/** A store whose rows go by their keys. */
export class KeyedStore {
  readonly #store: RowStore;
  readonly #keys: RowKeys;

  constructor(store: RowStore, keys: RowKeys) {
    this.#store = store;
    this.#keys = keys;
  }

  #rowOf(key: string): number {
    const row = this.#keys.rowOf(key);
    if (row === undefined) throw new RangeError(`the store was not opened with key ${key}`);
    return row;
  }

  has(key: string): boolean {
    return this.#store.has(this.#rowOf(key));
  }

  reason(key: string): string | undefined {
    return this.#store.reason(this.#rowOf(key));
  }

  read(keys: readonly string[], into: Uint8Array): number[] {
    return this.#store.read(keys.map((key) => this.#rowOf(key)), into);
  }

  write(key: string, bytes: Uint8Array): void {
    this.#store.write(this.#rowOf(key), bytes);
  }

  writeReason(key: string, reason: string): void {
    this.#store.writeReason(this.#rowOf(key), reason);
  }

  [Symbol.dispose](): void {
    this.#store[Symbol.dispose]();
  }
}

/** A store that closes with its block, and the warnings that it has given. */
export interface OpenStore extends Disposable {
  readonly store: KeyedStore;
  readonly warnings: string[];
}

/** What may be otherwise than in the other stores here. */
export interface OpenChanges extends Partial<Omit<RowStoreOptions, "keys">> {
  /** The keys of all rows. @default {those that are named here} */
  readonly keys?: readonly string[];
}

/** Opens a store. */
export async function open(folder: string, changes: OpenChanges = {}): Promise<OpenStore> {
  const warnings: string[] = [], settings = { side: 8 }, keys = keysOf(changes.keys ?? ALL_KEYS);
  const onWarning = (warning: string) => void warnings.push(warning);
  const store = await openRowStore({ label: "test", settings, rowBytes: ROW, folder, onWarning, ...changes, keys });
  return { store: new KeyedStore(store, keys), warnings, [Symbol.dispose]: () => store[Symbol.dispose]() };
}

/** Makes a store with a row for each of {@linkcode KEYS}, and the reason why there is none for another key. */
export async function fill(folder: string): Promise<void> {
  using opened = await open(folder);
  for (const key of KEYS) opened.store.write(key, rowOf(key));
  opened.store.writeReason("broken|9|9", 'it is "cut off"\nor so');
}

/** Whether each key's row is there, after it was seen to be right. */
export function there(store: KeyedStore, keys: readonly string[]): boolean[] {
  const bytes = new Uint8Array(keys.length * ROW), missing = new Set(store.read(keys, bytes));
  return keys.map((key, place) => {
    if (!missing.has(place)) assertEquals(bytes.subarray(place * ROW, (place + 1) * ROW), rowOf(key), key);
    return !missing.has(place);
  });
}

/** The folder of the only store that there is. */
export const storeFolder = (folder: string): string => `${folder}/${[...Deno.readDirSync(folder)][0]!.name}`;

/** The names of what is in a folder. */
export const namesIn = (folder: string): string[] => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
