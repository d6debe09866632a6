import type { SafetensorsType, SafetensorsValues } from "./safetensors.ts";

/** An array of numbers that lies in a buffer. */
interface ValuesConstructor {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): SafetensorsValues;
}

/** How values of a type are stored. */
interface WrittenType {
  /** The format's name of the type. */
  readonly code: string;
  /** The array that holds its values. */
  readonly array: ValuesConstructor;
}

/** The types that can be written, in the order of a file: those that need the widest alignment first. */
export const WRITTEN_TYPES: Readonly<Record<SafetensorsType, WrittenType>> = {
  uint64: { code: "U64", array: BigUint64Array },
  int64: { code: "I64", array: BigInt64Array },
  float64: { code: "F64", array: Float64Array },
  float32: { code: "F32", array: Float32Array },
  uint32: { code: "U32", array: Uint32Array },
  int32: { code: "I32", array: Int32Array },
  uint16: { code: "U16", array: Uint16Array },
  int16: { code: "I16", array: Int16Array },
  int8: { code: "I8", array: Int8Array },
  uint8: { code: "U8", array: Uint8Array },
  bool: { code: "BOOL", array: Uint8Array },
};

/** The bytes of a tensor; NaN where an axis is no integer of 0 or more, or the number is too large to be exact. */
export function shapeBytes(shape: readonly number[], bytesPerElement: number): number {
  let bytes = bytesPerElement;
  for (const axis of shape) {
    if (!Number.isSafeInteger(axis) || axis < 0) return NaN;
    bytes *= axis;
    if (!Number.isSafeInteger(bytes)) return NaN;
  }
  return bytes;
}

/** How values of a type are read. */
export interface ReadType {
  /** The type that the values have once they are read. */
  readonly dtype: SafetensorsType;
  /** Bytes of a value in the file. */
  readonly bytesPerElement: number;
  /** Gives a tensor's values: a view of its bytes where their place allows it, else a copy. */
  read(bytes: Uint8Array): SafetensorsValues;
}

/** The types that can be read, by the format's names. */
export const READ_TYPES: ReadonlyMap<string, ReadType> = new Map([
  ...Object.entries(WRITTEN_TYPES).map(([dtype, { array, code }]): [string, ReadType] => [code, {
    dtype: dtype as SafetensorsType,
    bytesPerElement: array.BYTES_PER_ELEMENT,
    read: (bytes) => viewOrCopy(bytes, array),
  }]),
  ["F16", { dtype: "float32", bytesPerElement: 2, read: halvesToFloats }],
  ["BF16", { dtype: "float32", bytesPerElement: 2, read: brainHalvesToFloats }],
]);

function viewOrCopy(bytes: Uint8Array, array: ValuesConstructor): SafetensorsValues {
  const isAligned = bytes.byteOffset % array.BYTES_PER_ELEMENT === 0;
  const { buffer, byteOffset } = isAligned ? bytes : new Uint8Array(bytes);
  return new array(buffer, byteOffset, bytes.length / array.BYTES_PER_ELEMENT);
}

/** Halves as IEEE 754 has them. */
function halvesToFloats(bytes: Uint8Array): Float32Array {
  const floats = floatsOver(bytes), halves = new Float16Array(floats.buffer, bytes.length);
  for (let index = 0; index < halves.length; index++) floats[index] = halves[index]!;
  return floats;
}

/** Halves that are the upper half of a float. */
function brainHalvesToFloats(bytes: Uint8Array): Float32Array {
  const floats = floatsOver(bytes), halves = new Uint16Array(floats.buffer, bytes.length);
  const bits = new Uint32Array(floats.buffer);
  for (let index = 0; index < halves.length; index++) bits[index] = halves[index]! << 16;
  return floats;
}

/**
 * Makes room for a float for each half, with the halves in its second half: no float that is written from the first on
 * covers a half that is still to be read, so that no more memory is needed.
 */
function floatsOver(halves: Uint8Array): Float32Array<ArrayBuffer> {
  const floats = new Float32Array(halves.length / 2);
  new Uint8Array(floats.buffer).set(halves, halves.length);
  return floats;
}
