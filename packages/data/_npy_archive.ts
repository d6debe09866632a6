import { type NpyArray, readNpy } from "./_npy_array.ts";
import { readFile } from "./_read_file.ts";

/** A file of one array, or of several that have names. */
export interface NpyArchive {
  readonly path: string;
  /** The arrays' names; undefined of a file of one array without a name. */
  readonly names: readonly string[] | undefined;
  /** Reads an array; its name is left out where it has none. */
  read(name?: string): Promise<NpyArray>;
}

/** Told by its first bytes, whatever its name is. */
const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;

const ENDING = /\.npy$/;

/** Opens a `.npy` or `.npz` file. */
export async function openNpyArchive(path: string): Promise<NpyArchive> {
  const bytes = await readFile(path);
  if (!isZip(bytes)) return { path, names: undefined, read: () => readNpy(bytes, path) };
  const { unzipSync } = await import("fflate");
  const unzip = (wanted: (file: string) => boolean): Record<string, Uint8Array> => {
    try {
      return unzipSync(bytes, { filter: ({ name }) => wanted(name) });
    } catch (cause) {
      throw new RangeError(`Cannot unpack ${path} as it must be a whole .npz file: it is damaged or cut off`, {
        cause,
      });
    }
  };
  const files: string[] = [];
  unzip((file) => {
    files.push(file);
    return false;
  });
  return {
    path,
    names: files.filter((file) => ENDING.test(file)).map((file) => file.replace(ENDING, "")),
    read(name) {
      const file = `${name}.npy`;
      return readNpy(unzip((other) => other === file)[file]!, `${file} of ${path}`);
    },
  };
}

/** The array that is meant where none is named: the only one besides the labels, or that of a file of one array. */
export function onlyArray({ names, path }: NpyArchive, labels?: string | URL): string | undefined {
  const others = names?.filter((name) => name !== labels);
  if (!others || others.length === 1) return others?.[0];
  throw new RangeError(`Cannot read ${path} as array must be one of its arrays, ${names!.join(", ")}: none is named`);
}

/** Reads an array that a caller named. */
export async function readArray(archive: NpyArchive, name: string | undefined): Promise<NpyArray> {
  const { names, path } = archive;
  if (name === undefined || names?.includes(name)) return await archive.read(name);
  const rule = names
    ? `be one of its arrays, ${names.join(", ")}`
    : "be left out, as the file has one array without a name";
  throw new RangeError(`Cannot read ${path} as array must ${rule}: current value is ${name}`);
}
