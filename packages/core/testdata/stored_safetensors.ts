import type { SafetensorsTensor, SafetensorsType } from "../safetensors.ts";
import stored from "./safetensors_files.json" with { type: "json" };

/** The files of safetensors_files.json. */
export type FileName = keyof typeof stored.cases;

/** Their names. */
export const FILE_NAMES: readonly FileName[] = Object.keys(stored.cases) as FileName[];

const ARRAYS = {
  bool: (texts: readonly string[]) => Uint8Array.from(texts, (text) => Number(text === "True")),
  float32: (texts: readonly string[]) => Float32Array.from(texts, toFloat),
  float64: (texts: readonly string[]) => Float64Array.from(texts, toFloat),
  int8: (texts: readonly string[]) => Int8Array.from(texts, Number),
  int16: (texts: readonly string[]) => Int16Array.from(texts, Number),
  int32: (texts: readonly string[]) => Int32Array.from(texts, Number),
  int64: (texts: readonly string[]) => BigInt64Array.from(texts, BigInt),
  uint8: (texts: readonly string[]) => Uint8Array.from(texts, Number),
  uint16: (texts: readonly string[]) => Uint16Array.from(texts, Number),
  uint32: (texts: readonly string[]) => Uint32Array.from(texts, Number),
  uint64: (texts: readonly string[]) => BigUint64Array.from(texts, BigInt),
} satisfies Record<SafetensorsType, unknown>;

function toFloat(text: string): number {
  return Number(text.replace("inf", "Infinity")); // "nan" is no number either
}

/** A file as Python wrote it. */
export function fileOf(name: FileName): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromBase64(stored.cases[name].file);
}

/** What Python says that a file holds. */
export function contentOf(name: FileName): {
  readonly tensors: Readonly<Record<string, SafetensorsTensor>>;
  readonly metadata: Readonly<Record<string, string>>;
} {
  const { tensors, metadata } = stored.cases[name];
  const entries = tensors.map(({ name, dtype, shape, values }): [string, SafetensorsTensor] => [
    name,
    { dtype: dtype as SafetensorsType, shape, values: ARRAYS[dtype as SafetensorsType](values) },
  ]);
  return { tensors: Object.fromEntries(entries), metadata: { ...metadata } };
}
