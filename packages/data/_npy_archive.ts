import type { UnzipFileFilter } from "fflate";
import { type NpyArray, readNpy } from "./_npy_array.ts";
import { readFile } from "./_read_file.ts";

/** More is not unpacked, as a small file can unpack to any length. */
const MOST_BYTES = 2 ** 32;

/** The most bytes that a packed byte can stand for. */
const MOST_RATIO = 1032;

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
  const unzip = (filter: UnzipFileFilter): Record<string, Uint8Array> => {
    try {
      return unzipSync(bytes, { filter });
    } catch (cause) {
      throw new RangeError(`Cannot unpack ${path} as it must be a whole .npz file: it is damaged or cut off`, {
        cause,
      });
    }
  };
  const sizes = new Map<string, { readonly packed: number; readonly unpacked: number }>();
  unzip(({ name, originalSize, size }) => {
    if (sizes.has(name)) throw new Error(`${name} is there twice`);
    sizes.set(name, { packed: size, unpacked: originalSize });
    return false;
  });
  const files = [...sizes.keys()];
  return {
    path,
    names: files.filter((file) => ENDING.test(file)).map((file) => file.replace(ENDING, "")),
    read(name) {
      const file = `${name}.npy`, { packed, unpacked } = sizes.get(file)!;
      const most = Math.min(MOST_BYTES, MOST_RATIO * Math.min(packed, bytes.length));
      if (unpacked > most) {
        throw new RangeError(
          `Cannot unpack ${file} of ${path} as it must hold at most ${most} bytes: the archive speaks of ${unpacked}`,
        );
      }
      return readNpy(unzip((other) => other.name === file)[file]!, `${file} of ${path}`);
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
