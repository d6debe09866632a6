import { type IdxArray, readIdx } from "./idx.ts";

/** Told by its first bytes, as some programs unpack a file and leave its name. */
const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

async function unpack(bytes: Uint8Array<ArrayBuffer>, path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).bytes();
  } catch (cause) {
    throw new RangeError(`Cannot unpack ${path} as it must be a whole gzip file: it is damaged or cut off`, { cause });
  }
}

/** Reads an IDX file, which may be packed with gzip. */
export async function readIdxFile(path: string): Promise<IdxArray> {
  const bytes = await Deno.readFile(path);
  return readIdx(isGzip(bytes) ? await unpack(bytes, path) : bytes, path);
}
