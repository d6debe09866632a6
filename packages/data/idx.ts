import type { Shape } from "@forger/core";
import { readIdxHeader, wrongLength } from "./_idx_header.ts";

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

/** Reads `count` values, which are big-endian whatever the machine is. */
type Reader = (view: DataView<ArrayBuffer>, count: number) => IdxValues;

/** Reads values one by one, since the machine may order the bytes of a number the other way. */
function reader<T extends IdxValues>(
  array: new (length: number) => T,
  width: number,
  get: (view: DataView, offset: number) => number,
): Reader {
  return (view, count) => {
    const values = new array(count);
    for (let index = 0; index < count; index++) values[index] = get(view, index * width);
    return values;
  };
}

const READERS: Readonly<Record<IdxType, Reader>> = {
  uint8: (view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength),
  int8: reader(Int8Array, 1, (view, offset) => view.getInt8(offset)),
  int16: reader(Int16Array, 2, (view, offset) => view.getInt16(offset)),
  int32: reader(Int32Array, 4, (view, offset) => view.getInt32(offset)),
  float32: reader(Float32Array, 4, (view, offset) => view.getFloat32(offset)),
  float64: reader(Float64Array, 8, (view, offset) => view.getFloat64(offset)),
};

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
  const { count, length, shape, start, type } = readIdxHeader(bytes, name);
  if (bytes.length !== length) throw wrongLength(name, bytes.length, length, `${type} [${shape}]`);
  const values = new DataView(bytes.buffer, bytes.byteOffset + start, bytes.length - start);
  return { type, shape, data: READERS[type](values, count) };
}
