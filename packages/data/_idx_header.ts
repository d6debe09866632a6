import type { Shape } from "@forger/core";
import type { IdxType } from "./idx.ts";

/** What an IDX file says of itself before its values begin. */
export interface IdxHeader {
  readonly type: IdxType;
  readonly shape: Shape;
  /** How many values there are to be. */
  readonly count: number;
  /** Where they begin, in bytes. */
  readonly start: number;
  /** How long the file is to be, in bytes. */
  readonly length: number;
}

/** The types by their codes, and the bytes of a value. */
const TYPES: Readonly<Record<number, readonly [type: IdxType, width: number]>> = {
  0x08: ["uint8", 1],
  0x09: ["int8", 1],
  0x0b: ["int16", 2],
  0x0c: ["int32", 4],
  0x0d: ["float32", 4],
  0x0e: ["float64", 8],
};

/** The bytes before the lengths of the axes, of which the last one says how many these are. */
const FIRST_BYTES = 4;

/** The longest header, in bytes. */
export const LONGEST_IDX_HEADER: number = FIRST_BYTES + 4 * 255;

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");

/**
 * Reads the header of an IDX file.
 *
 * @param bytes The file, or as much of it as the header takes.
 * @param name The file's name, for messages.
 */
export function readIdxHeader(bytes: Uint8Array<ArrayBuffer>, name: string): IdxHeader {
  if (bytes.length < FIRST_BYTES || bytes[0] !== 0 || bytes[1] !== 0) {
    throw new TypeError(
      `Cannot read ${name} as an IDX file must start with two zero bytes, a type and a number of axes: current bytes are ${
        hex(bytes.subarray(0, FIRST_BYTES)) || "none"
      }`,
    );
  }
  const found = TYPES[bytes[2]!];
  if (!found) {
    throw new TypeError(
      `Cannot read ${name} as its type must be one of ${
        hex(Uint8Array.from(Object.keys(TYPES), Number))
      }: current value is ${hex(bytes.subarray(2, 3))}`,
    );
  }
  const [type, width] = found, axes = bytes[3]!, start = FIRST_BYTES + 4 * axes;
  if (axes === 0) throw new TypeError(`Cannot read ${name} as it must have one or more axes: current value is 0`);
  if (bytes.length < start) throw wrongLength(name, bytes.length, start, `the header of ${axes} axes`);
  const header = new DataView(bytes.buffer, bytes.byteOffset, start);
  const shape = Array.from({ length: axes }, (_, axis) => header.getUint32(FIRST_BYTES + 4 * axis));
  const count = shape.reduce((product, length) => product * length, 1);
  return { type, shape, count, start, length: start + count * width };
}

/** The error of a file that is shorter or longer than its header says. */
export function wrongLength(name: string, actual: number, expected: number, content: string): RangeError {
  const fault = actual < expected ? "the file is cut off" : "the file has bytes after its end";
  return new RangeError(
    `Cannot read ${name} as its length must be ${expected} bytes for ${content}: current value is ${actual}, ${fault}`,
  );
}
