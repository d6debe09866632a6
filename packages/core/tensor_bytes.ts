import { bytesPerElement, DataType } from "./data_type.ts";

/** How many elements a tensor of that shape has. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** The size of a numeric tensor in bytes. */
export function byteLength(shape: readonly number[], dataType: number): number {
  return elementCount(shape) * bytesPerElement(dataType);
}

/** The memory behind a native pointer; valid only as long as its owner keeps it. */
export function nativeBytes(pointer: Deno.PointerValue, length: number): Uint8Array {
  return new Uint8Array(Deno.UnsafePointerView.getArrayBuffer(pointer!, length));
}

/** Converts what TensorFlow.js holds on the host to the bytes that TensorFlow holds. */
export function toBytes(shape: readonly number[], dataType: number, values: ArrayLike<unknown>): Uint8Array {
  const count = elementCount(shape);
  const numbers = values as ArrayLike<number>;
  const view = (array: ArrayBufferView) =>
    new Uint8Array(array.buffer, array.byteOffset, count * bytesPerElement(dataType));
  switch (dataType) {
    case DataType.float32:
    case DataType.complex64:
      return view(values instanceof Float32Array ? values : Float32Array.from(numbers));
    case DataType.int32:
      return view(values instanceof Int32Array ? values : Int32Array.from(numbers));
    case DataType.int64:
      // the kernels pass an int64 scalar as the two halves of an Int32Array, whose low one comes first
      if (values instanceof Int32Array && values.length === 2 * count) {
        return new Uint8Array(values.buffer, values.byteOffset, 8 * count);
      }
      return view(values instanceof BigInt64Array ? values : BigInt64Array.from(numbers as ArrayLike<number>, BigInt));
    case DataType.bool:
      return Uint8Array.from(numbers, (value) => value ? 1 : 0);
    default:
      return Uint8Array.from(numbers);
  }
}

/** Views bytes from the device as the array that TensorFlow.js expects for the data type. */
export function toHostValues(
  bytes: Uint8Array<ArrayBuffer>,
  dataType: number,
): Float32Array | Int32Array | Uint8Array | BigInt64Array {
  switch (dataType) {
    case DataType.float32:
    case DataType.complex64:
      return new Float32Array(bytes.buffer);
    case DataType.int32:
      return new Int32Array(bytes.buffer);
    case DataType.int64:
      return new BigInt64Array(bytes.buffer);
    default:
      return bytes;
  }
}
