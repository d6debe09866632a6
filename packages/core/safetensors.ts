import { checkSafetensorsMetadata, checkSafetensorsTensors, notTruth } from "./_check_safetensors.ts";
import { LONGEST_HEADER, METADATA_NAME, parseSafetensorsHeader } from "./_safetensors_header.ts";
import { checkSafetensorsLayout } from "./_safetensors_layout.ts";
import { cannotRead, cannotWrite, shownText } from "./_safetensors_message.ts";
import { WRITTEN_TYPES } from "./_safetensors_types.ts";
import type { Shape } from "./tensor.ts";

/** The type of a stored tensor's values. */
export type SafetensorsType =
  | "bool"
  | "float32"
  | "float64"
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "uint8"
  | "uint16"
  | "uint32"
  | "uint64";

/** The array of a stored tensor's values. */
export type SafetensorsValues =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array;

/** A tensor on the host, as it is stored. */
export interface SafetensorsTensor {
  /** The type of its values. */
  readonly dtype: SafetensorsType;
  /** The length of each axis, outermost first; `[]` of a single value. */
  readonly shape: Shape;
  /** Its values, the last axis fastest, in the array that has the type's name; those of `bool` in a `Uint8Array`, 0 or 1. */
  readonly values: SafetensorsValues;
}

/** What a safetensors file holds. */
export interface Safetensors {
  /** The tensors by name; the object has no prototype, so that any name will do. */
  readonly tensors: Readonly<Record<string, SafetensorsTensor>>;
  /** Texts that describe the file, by name; empty if there are none. */
  readonly metadata: Readonly<Record<string, string>>;
}

const LENGTH_BYTES = 8;
const ALIGNMENT = 8;
const SPACE = 0x20;

/**
 * Writes tensors in the safetensors format, which Python's `safetensors` reads.
 *
 * The same tensors give the same bytes, whatever their order: tensors with the widest values come first, and those of a
 * type in the order of their names, as the reference implementation has it. Each value lies where its type's alignment
 * wants it.
 *
 * @param tensors The tensors by name: fewer than 100,000, of at most 64 axes; any name but `__metadata__`.
 * @param metadata Texts that describe the file, by name, fewer than 100,000. None by default.
 * @returns The file. The values are copied once.
 * @throws {RangeError} If a name or text is not well-formed Unicode, a value of `bool` is neither 0 nor 1, there are too many tensors or texts, or names and texts are so long that the header would take more than 100 MB.
 * @throws {TypeError} If a dtype is unknown, or an array is not its dtype's, or does not fill its shape, or a shape has too many axes.
 * @see https://huggingface.co/docs/safetensors
 *
 * @example
 * ```ts
 * import { decodeSafetensors, encodeSafetensors } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 *
 * const bias = { dtype: "float32", shape: [2], values: Float32Array.of(0.5, -1) } as const;
 * const file = encodeSafetensors({ "dense/bias": bias }, { step: "1000" });
 * const { metadata, tensors } = decodeSafetensors(file);
 * assertEquals(tensors["dense/bias"], bias);
 * assertEquals(metadata["step"], "1000");
 * ```
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, SafetensorsTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  checkSafetensorsMetadata(metadata);
  checkSafetensorsTensors(tensors);
  const dtypes = Object.keys(WRITTEN_TYPES);
  const sorted = Object.entries(tensors).sort(([oneName, one], [otherName, other]) =>
    dtypes.indexOf(one.dtype) - dtypes.indexOf(other.dtype) || byCodePoints(oneName, otherName)
  );
  const header = new TextEncoder().encode(headerText(sorted, metadata));
  const start = LENGTH_BYTES + Math.ceil(header.length / ALIGNMENT) * ALIGNMENT;
  if (start - LENGTH_BYTES > LONGEST_HEADER) {
    throw new RangeError(cannotWrite("the length of the header", `at most ${LONGEST_HEADER} bytes`, header.length));
  }
  const file = new Uint8Array(sorted.reduce((length, [, { values }]) => length + values.byteLength, start));
  new DataView(file.buffer).setBigUint64(0, BigInt(start - LENGTH_BYTES), true);
  file.set(header, LENGTH_BYTES);
  file.fill(SPACE, LENGTH_BYTES + header.length, start);
  let at = start;
  for (const [, { values }] of sorted) {
    file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return file;
}

function headerText(
  sorted: readonly (readonly [name: string, SafetensorsTensor])[],
  metadata: Readonly<Record<string, string>>,
): string {
  const texts = Object.entries(metadata).sort(([one], [other]) => byCodePoints(one, other));
  const pairs = texts.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  const fields = pairs.length > 0 ? [`"${METADATA_NAME}":{${pairs}}`] : [];
  let end = 0;
  for (const [name, { dtype, shape, values }] of sorted) {
    const begin = end;
    end += values.byteLength;
    const entry = { dtype: WRITTEN_TYPES[dtype].code, shape, data_offsets: [begin, end] };
    fields.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
  }
  return `{${fields}}`;
}

/** The order of texts in UTF-8, which is not that of UTF-16, where characters of two units come before some of one. */
function byCodePoints(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  const place = (text: string): number => {
    const unit = text.charCodeAt(at);
    return Number.isNaN(unit) ? -1 : unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
  };
  return place(one) - place(other);
}

/**
 * Reads a file in the safetensors format, also one from a stranger.
 *
 * What the header says is checked before anything is made of it. It must be as the format's description wants it; a
 * header that has a name twice, says more of a tensor than dtype, shape and offsets, or holds more than 100,000 tensors
 * or texts, is refused. Half-precision floats (F16 and BF16) become `float32`, which has all of their values; floats of
 * 8 and fewer bits and complex numbers are refused.
 *
 * Values are views of `bytes` where their place in memory allows it, as it does in every file that
 * {@linkcode encodeSafetensors} writes, and copies elsewhere. So `bytes` must not be changed as long as they are used.
 *
 * @param bytes The whole file.
 * @throws {RangeError} If it is no safetensors file, is damaged or cut off, or a value of `bool` is neither 0 nor 1.
 * @throws {TypeError} If a dtype is none that can be read, or a shape does not fit its tensor's bytes.
 * @see https://huggingface.co/docs/safetensors
 *
 * @example
 * ```ts
 * import { decodeSafetensors, encodeSafetensors } from "@forger/core";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const file = encodeSafetensors({ step: { dtype: "int32", shape: [], values: Int32Array.of(7) } });
 * assertEquals(decodeSafetensors(file).tensors["step"]?.values, Int32Array.of(7));
 * assertThrows(
 *   () => decodeSafetensors(file.subarray(0, -1)),
 *   RangeError,
 *   'Cannot read safetensors as the data_offsets of tensor "step" must be in order and within the 3 bytes of data: current value is [0, 4]',
 * );
 * ```
 */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  const start = LENGTH_BYTES + headerLength(bytes);
  const { entries, metadata } = parseSafetensorsHeader(bytes.subarray(LENGTH_BYTES, start));
  checkSafetensorsLayout(entries, bytes.length - start);
  const tensors: Record<string, SafetensorsTensor> = Object.create(null);
  for (const { begin, end, name, shape, type: { dtype, read } } of entries) {
    const values = read(bytes.subarray(start + begin, start + end));
    const wrong = dtype === "bool" ? notTruth(values as Uint8Array) : undefined;
    if (wrong !== undefined) {
      throw new RangeError(cannotRead(`each value of tensor ${shownText(name)}`, "0 or 1 as it is bool", wrong));
    }
    tensors[name] = { dtype, shape, values };
  }
  return { tensors, metadata };
}

function headerLength(file: Uint8Array): number {
  if (file.length < LENGTH_BYTES) {
    throw new RangeError(cannotRead("its length", `at least ${LENGTH_BYTES} bytes`, file.length));
  }
  const length = new DataView(file.buffer, file.byteOffset).getBigUint64(0, true);
  const most = Math.min(LONGEST_HEADER, file.length - LENGTH_BYTES);
  if (length <= most) return Number(length);
  throw new RangeError(cannotRead("the length of the header", `at most ${most} bytes`, String(length)));
}
