import { parseNumbers, stringifyNumbers } from "./number_json.ts";
import type { JsonValue } from "./plugin_state.ts";
import type { RunState, StoredState, StoredTensor } from "./run_state.ts";

/** A state without its tensors, which it names by their places. */
interface Outline {
  readonly state: Omit<RunState, "tensors" | "plugins">;
  readonly tensors: readonly (readonly [name: string, place: number])[];
  readonly plugins: readonly {
    readonly name: string;
    readonly values: Readonly<Record<string, JsonValue>>;
    readonly tensors: readonly (readonly [name: string, place: number])[];
  }[];
  readonly places: readonly Pick<StoredTensor, "dtype" | "shape">[];
}

const LENGTH_BYTES = 8;

/** A run's state as bytes: the length of an outline, the outline as JSON, then the tensors' bytes one after the other. */
export function encodeRunState({ plugins, tensors, ...state }: RunState): Uint8Array<ArrayBuffer> {
  const stored: StoredTensor[] = [];
  const placed = (entries: readonly [string, StoredTensor][]) =>
    entries.map(([name, tensor]) => [name, stored.push(tensor) - 1] as const);
  const outline: Outline = {
    state,
    tensors: placed(Object.entries(tensors)),
    plugins: Object.entries(plugins).map(([name, values]) => {
      const entries = Object.entries(values);
      return {
        name,
        values: Object.fromEntries(entries.filter((entry): entry is [string, JsonValue] => !isTensor(entry[1]))),
        tensors: placed(entries.filter((entry): entry is [string, StoredTensor] => isTensor(entry[1]))),
      };
    }),
    places: stored.map(({ dtype, shape }) => ({ dtype, shape })),
  };
  const head = new TextEncoder().encode(stringifyNumbers(outline));
  const parts = stored.map(({ values }) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  const bytes = new Uint8Array(LENGTH_BYTES + parts.reduce((sum, part) => sum + part.length, head.length));
  new DataView(bytes.buffer).setFloat64(0, head.length);
  bytes.set(head, LENGTH_BYTES);
  let offset = LENGTH_BYTES + head.length;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/** The state of {@linkcode encodeRunState}'s bytes. */
export function decodeRunState(bytes: Uint8Array): RunState {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0), begin = LENGTH_BYTES + length;
  const head = new TextDecoder().decode(bytes.subarray(LENGTH_BYTES, begin));
  const { state, tensors, plugins, places } = parseNumbers(head) as Outline;
  let offset = begin;
  const stored = places.map(({ dtype, shape }): StoredTensor => {
    const [Values, width] = dtype === "int32"
      ? [Int32Array, 4]
      : dtype === "bool"
      ? [Uint8Array, 1]
      : [Float32Array, 4];
    const size = width * shape.reduce((product, axis) => product * axis, 1);
    const values = new Values(bytes.slice(offset, offset += size).buffer);
    return { dtype, shape, values };
  });
  const found = (entries: Outline["tensors"]) =>
    Object.fromEntries(entries.map(([name, place]) => [name, stored[place]!]));
  return {
    ...state,
    compile: state.compile,
    tensors: found(tensors),
    plugins: Object.fromEntries(
      plugins.map(({ name, tensors, values }): [string, StoredState] => [name, { ...values, ...found(tensors) }]),
    ),
  };
}

function isTensor(value: StoredState[string]): value is StoredTensor {
  return typeof value === "object" && value !== null && "values" in value && ArrayBuffer.isView(value.values);
}
