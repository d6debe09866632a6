import { LONGEST_IDX_HEADER, readIdxHeader } from "./_idx_header.ts";
import { type IdxArray, readIdx } from "./idx.ts";

/** More is not unpacked, as a small file can unpack to any length. */
const MOST_BYTES = 2 ** 32;

/** The most bytes that a byte of a gzip file can stand for. */
const MOST_RATIO = 1032;

/** So much is unpacked at once, which may be so many times as much. */
const PART_BYTES = 2 ** 14;

/** Told by its first bytes, as some programs unpack a file and leave its name. */
const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Unpacks the header, and then as many bytes as it speaks of: a file that unpacks to more takes no more memory than that. */
async function unpack(bytes: Uint8Array<ArrayBuffer>, path: string): Promise<Uint8Array<ArrayBuffer>> {
  const begin = new Uint8Array(LONGEST_IDX_HEADER);
  const { length, shape, type } = readIdxHeader(begin.subarray(0, (await unpackInto(begin, bytes, path)).filled), path);
  if (length > MOST_BYTES) {
    throw new RangeError(
      `Cannot unpack ${path} as it must hold at most ${MOST_BYTES} bytes: its header speaks of ${length}`,
    );
  }
  const whole = new Uint8Array(Math.min(length, MOST_RATIO * bytes.length)),
    { filled, isMore } = await unpackInto(whole, bytes, path);
  if (isMore) {
    throw new RangeError(
      `Cannot unpack ${path} as it must hold the ${length} bytes of ${type} [${shape}] that its header speaks of: it holds more`,
    );
  }
  return whole.subarray(0, filled);
}

/** Fills a buffer, and says how much of it, and whether there is more. */
async function unpackInto(
  buffer: Uint8Array<ArrayBuffer>,
  bytes: Uint8Array<ArrayBuffer>,
  path: string,
): Promise<{ readonly filled: number; readonly isMore: boolean }> {
  let filled = 0;
  try {
    const packed = ReadableStream.from(partsOf(bytes)).pipeThrough(new DecompressionStream("gzip"));
    for await (const chunk of packed) {
      const part = chunk.subarray(0, buffer.length - filled);
      buffer.set(part, filled);
      filled += part.length;
      if (part.length < chunk.length) return { filled, isMore: true };
    }
    return { filled, isMore: false };
  } catch (cause) {
    throw new RangeError(`Cannot unpack ${path} as it must be a whole gzip file: it is damaged or cut off`, { cause });
  }
}

function* partsOf(bytes: Uint8Array<ArrayBuffer>): Generator<Uint8Array<ArrayBuffer>> {
  for (let at = 0; at < bytes.length; at += PART_BYTES) yield bytes.subarray(at, at + PART_BYTES);
}

/** Reads an IDX file, which may be packed with gzip. */
export async function readIdxFile(path: string): Promise<IdxArray> {
  const bytes = await Deno.readFile(path);
  return readIdx(isGzip(bytes) ? await unpack(bytes, path) : bytes, path);
}
