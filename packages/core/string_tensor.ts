import { DataType } from "./data_type.ts";
import type { Libtensorflow } from "./libtensorflow.ts";

/** The size of TensorFlow's string object (`TF_TString`) in bytes. */
const STRING_BYTES = 24;

function stringAt(base: Deno.PointerValue, index: number): Deno.PointerValue {
  return Deno.UnsafePointer.offset(base!, index * STRING_BYTES);
}

/** Makes a native string tensor from byte strings. */
export function writeStrings(
  library: Libtensorflow,
  shape: readonly number[],
  values: ArrayLike<Uint8Array>,
): Deno.PointerValue {
  const { symbols } = library;
  const dimensions = BigInt64Array.from(shape, BigInt);
  const tensor = symbols.TF_AllocateTensor(
    DataType.string,
    dimensions,
    shape.length,
    BigInt(values.length * STRING_BYTES),
  );
  const base = symbols.TF_TensorData(tensor);
  for (let index = 0; index < values.length; index++) {
    const target = stringAt(base, index);
    const bytes = new Uint8Array(values[index]!);
    symbols.TF_StringInit(target);
    symbols.TF_StringCopy(target, bytes, BigInt(bytes.length));
  }
  return tensor;
}

/** Reads a native string tensor as byte strings. */
export function readStrings(library: Libtensorflow, tensor: Deno.PointerValue): Uint8Array[] {
  const { symbols } = library;
  const base = symbols.TF_TensorData(tensor);
  return Array.from({ length: Number(symbols.TF_TensorElementCount(tensor)) }, (_, index) => {
    const source = stringAt(base, index);
    const length = Number(symbols.TF_StringGetSize(source));
    const bytes = new Uint8Array(length);
    if (length > 0) {
      bytes.set(
        new Uint8Array(Deno.UnsafePointerView.getArrayBuffer(symbols.TF_StringGetDataPointer(source)!, length)),
      );
    }
    return bytes;
  });
}
