import stored from "./npy_files.json" with { type: "json" };

/** The arrays of npy_files.json. */
export type ArrayName = keyof typeof stored.arrays;

/** The archives of npy_files.json. */
export type ArchiveName = keyof typeof stored.archives;

/** What numpy says that an array holds; of some the numbers are left out. */
export function arrayOf(name: ArrayName): { readonly shape: readonly number[]; readonly values: readonly number[] } {
  return { values: [], ...stored.arrays[name] };
}

const folder = await Deno.makeTempDir();
addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
let files = 0;

/** Writes a file of a test's own, in a temporary folder. */
export async function writeFile(name: string, content: Uint8Array): Promise<string> {
  const place = `${folder}/${++files}`;
  await Deno.mkdir(place);
  await Deno.writeFile(`${place}/${name}`, content);
  return `${place}/${name}`;
}

/** An array as numpy saved it. */
export const arrayBytes = (name: ArrayName): Uint8Array => Uint8Array.fromBase64(stored.arrays[name].file);

/** A `.npy` file. */
export const arrayFile = (name: ArrayName): Promise<string> => writeFile(`${name}.npy`, arrayBytes(name));

/** A `.npz` file. */
export const archiveFile = (name: ArchiveName): Promise<string> =>
  writeFile("several.npz", Uint8Array.fromBase64(stored.archives[name]));

/** A CSV file. */
export const csvFile = (text: string): Promise<string> => writeFile("points.csv", new TextEncoder().encode(text));
