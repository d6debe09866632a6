import type { Shape } from "@forger/core";

/** The values of an IDX file, in the array of their type. */
export type IdxValues =
  | Uint8Array<ArrayBuffer>
  | Int8Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;

/** The types of number that an IDX file can hold. */
export type IdxType = "uint8" | "int8" | "int16" | "int32" | "float32" | "float64";

/** The content of an IDX file. */
export interface IdxArray {
  /** What the file says its values are. */
  readonly type: IdxType;
  /** The length of each axis, outermost first. */
  readonly shape: Shape;
  /** The values, the last axis fastest; those of a `uint8` file share the memory of the bytes that were read. */
  readonly data: IdxValues;
}

interface Format {
  readonly type: IdxType;
  /** Bytes of a value. */
  readonly width: number;
  /** Reads `count` values, which are big-endian whatever the machine is. */
  read(view: DataView<ArrayBuffer>, count: number): IdxValues;
}

/** Reads values one by one, since the machine may order the bytes of a number the other way. */
function reader<T extends IdxValues>(
  array: new (length: number) => T,
  width: number,
  get: (view: DataView, offset: number) => number,
): Format["read"] {
  return (view, count) => {
    const values = new array(count);
    for (let index = 0; index < count; index++) values[index] = get(view, index * width);
    return values;
  };
}

const FORMATS: Readonly<Record<number, Format>> = {
  0x08: { type: "uint8", width: 1, read: (view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength) },
  0x09: { type: "int8", width: 1, read: reader(Int8Array, 1, (view, offset) => view.getInt8(offset)) },
  0x0b: { type: "int16", width: 2, read: reader(Int16Array, 2, (view, offset) => view.getInt16(offset)) },
  0x0c: { type: "int32", width: 4, read: reader(Int32Array, 4, (view, offset) => view.getInt32(offset)) },
  0x0d: { type: "float32", width: 4, read: reader(Float32Array, 4, (view, offset) => view.getFloat32(offset)) },
  0x0e: { type: "float64", width: 8, read: reader(Float64Array, 8, (view, offset) => view.getFloat64(offset)) },
};

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");

/**
 * Reads an IDX file, the format of MNIST: two zero bytes, a code of the type, the number of axes, their lengths, the values.
 *
 * @param bytes The whole file, unpacked.
 * @param name The file's name, for messages.
 * @throws {TypeError} If it is no IDX file.
 * @throws {RangeError} If its length is not what its header says.
 * @see The MNIST database of handwritten digits, LeCun, Cortes, Burges, http://yann.lecun.com/exdb/mnist/
 *
 * @example
 * ```ts
 * import { readIdx } from "@forger/data";
 * import { assertEquals } from "@std/assert";
 *
 * const file = Uint8Array.of(0, 0, 0x08, 2, 0, 0, 0, 1, 0, 0, 0, 3, 7, 8, 9); // one row of three bytes
 * assertEquals(readIdx(file, "row.idx"), { type: "uint8", shape: [1, 3], data: Uint8Array.of(7, 8, 9) });
 * ```
 */
export function readIdx(bytes: Uint8Array<ArrayBuffer>, name: string): IdxArray {
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== 0) {
    throw new TypeError(
      `Cannot read ${name} as an IDX file must start with two zero bytes, a type and a number of axes: current bytes are ${
        hex(bytes.subarray(0, 4)) || "none"
      }`,
    );
  }
  const format = FORMATS[bytes[2]!];
  if (!format) {
    throw new TypeError(
      `Cannot read ${name} as its type must be one of ${
        hex(Uint8Array.from(Object.keys(FORMATS), Number))
      }: current value is ${hex(bytes.subarray(2, 3))}`,
    );
  }
  const axes = bytes[3]!, start = 4 + 4 * axes;
  if (axes === 0) throw new TypeError(`Cannot read ${name} as it must have one or more axes: current value is 0`);
  if (bytes.length < start) throw wrongLength(name, bytes.length, start, `the header of ${axes} axes`);
  const header = new DataView(bytes.buffer, bytes.byteOffset, start);
  const shape = Array.from({ length: axes }, (_, axis) => header.getUint32(4 + 4 * axis));
  const count = shape.reduce((product, length) => product * length, 1);
  const length = start + count * format.width;
  if (bytes.length !== length) throw wrongLength(name, bytes.length, length, `${format.type} [${shape}]`);
  const values = new DataView(bytes.buffer, bytes.byteOffset + start, bytes.length - start);
  return { type: format.type, shape, data: format.read(values, count) };
}

function wrongLength(name: string, actual: number, expected: number, content: string): RangeError {
  const fault = actual < expected ? "the file is cut off" : "the file has bytes after its end";
  return new RangeError(
    `Cannot read ${name} as its length must be ${expected} bytes for ${content}: current value is ${actual}, ${fault}`,
  );
}
