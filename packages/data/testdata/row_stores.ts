import { assertEquals } from "@std/assert";
import { openRowStore, type RowStore, type RowStoreOptions } from "../_row_store.ts";

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

/** A store that closes with its block, and the warnings that it has given. */
export interface OpenStore extends Disposable {
  readonly store: RowStore;
  readonly warnings: string[];
}

/** Opens a store. */
export async function open(folder: string, changes: Partial<RowStoreOptions> = {}): Promise<OpenStore> {
  const warnings: string[] = [], settings = { side: 8 };
  const onWarning = (warning: string) => void warnings.push(warning);
  const store = await openRowStore({ label: "test", settings, rowBytes: ROW, folder, onWarning, ...changes });
  return { store, warnings, [Symbol.dispose]: () => store[Symbol.dispose]() };
}

/** Makes a store with a row for each of {@linkcode KEYS}, and the reason why there is none for another key. */
export async function fill(folder: string): Promise<void> {
  using opened = await open(folder);
  for (const key of KEYS) opened.store.write(key, rowOf(key));
  opened.store.writeReason("broken|9|9", 'it is "cut off"\nor so');
}

/** Whether each key's row is there, after it was seen to be right. */
export function there(store: RowStore, keys: readonly string[]): boolean[] {
  const bytes = new Uint8Array(keys.length * ROW), missing = new Set(store.read(keys, bytes));
  return keys.map((key, place) => {
    if (!missing.has(place)) assertEquals(bytes.subarray(place * ROW, (place + 1) * ROW), rowOf(key), key);
    return !missing.has(place);
  });
}

/** The folder of the only store that there is. */
export const storeFolder = (folder: string): string => `${folder}/${[...Deno.readDirSync(folder)][0]!.name}`;

/** What the rows and the index of the only store take on disk. */
export const bytesOnDisk = (folder: string): number =>
  ["rows.bin", "index.txt"].reduce((sum, name) => sum + Deno.statSync(`${storeFolder(folder)}/${name}`).size, 0);

/** The names of what is in a folder. */
export const namesIn = (folder: string): string[] => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
