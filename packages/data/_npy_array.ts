import type { Shape } from "@forger/core";
import type { TypedArray } from "npyjs";

/** The content of a `.npy` file. */
export interface NpyArray {
  /** The length of each axis, outermost first. */
  readonly shape: Shape;
  /** The values, the last axis fastest: bytes of an array of bytes, numbers of any other. */
  readonly values:
    | Uint8Array
    | Int8Array
    | Int16Array
    | Uint16Array
    | Int32Array
    | Uint32Array
    | Float32Array
    | Float64Array;
  /** Whether they are bytes. */
  readonly isBytes: boolean;
}

const product = (lengths: Shape): number => lengths.reduce((product, length) => product * length, 1);

/** Types of numbers, with or without a sign for the order of their bytes. */
const NUMBERS = /^[<>=|]?([iuf]\d|b1)$/;

/**
 * Reads a `.npy` file: an array of whole numbers, floats or truth values, which become 0 and 1.
 *
 * @param name The file's name, for messages.
 */
export async function readNpy(bytes: Uint8Array, name: string): Promise<NpyArray> {
  const type = typeIn(bytes);
  if (type !== undefined && !NUMBERS.test(type)) throw wrongType(name, type.replace(/^[<>=|]/, ""));
  const { parse } = await import("npyjs");
  const whole = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice(); // npyjs reads a whole buffer
  let read: ReturnType<typeof parse>;
  try {
    read = parse(whole.buffer as ArrayBuffer);
  } catch (cause) {
    throw new TypeError(
      `Cannot read ${name} as it must be a whole array of real numbers in numpy's format, the least byte first: ${
        cause instanceof Error ? cause.message : cause
      }`,
      { cause },
    );
  }
  const { dtype, fortranOrder, shape } = read;
  if (!NUMBERS.test(dtype)) throw wrongType(name, dtype);
  if (!shape.every((length) => Number.isSafeInteger(length) && length >= 0)) {
    throw new TypeError(`Cannot read ${name} as its shape must be integers of 0 or more: current shape is [${shape}]`);
  }
  const data = read.data as unknown as TypedArray | boolean[];
  if (data.length !== product(shape)) {
    const fault = data.length < product(shape) ? "the file is cut off" : "the file has bytes after its end";
    throw new RangeError(
      `Cannot read ${name} as it must hold the ${
        product(shape)
      } numbers of its shape [${shape}]: current number is ${data.length}, ${fault}`,
    );
  }
  const numbers = toNumbers(data);
  const values = fortranOrder ? lastAxisFastest(numbers, shape) : numbers;
  return { shape, values, isBytes: dtype === "u1" };
}

function wrongType(name: string, type: string): TypeError {
  return new TypeError(`Cannot read ${name} as its type must be one of real numbers: current type is ${type}`);
}

/**
 * The type that the header names, where there is one. It is looked at before the library reads the values, as of texts without
 * letters, which any file can speak of, it would read without end.
 */
function typeIn(bytes: Uint8Array): string | undefined {
  const [version = 0, , low = 0, high = 0, higher = 0, highest = 0] = bytes.subarray(6);
  const length = version <= 1 ? low + 2 ** 8 * high : low + 2 ** 8 * high + 2 ** 16 * higher + 2 ** 24 * highest;
  const start = version <= 1 ? 10 : 12,
    header = new TextDecoder("latin1").decode(bytes.subarray(start, start + length));
  return /'descr'\s*:\s*'([^']+)'/.exec(header)?.[1];
}

function toNumbers(data: TypedArray | boolean[]): NpyArray["values"] {
  if (Array.isArray(data)) return Uint8Array.from(data, Number);
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return Float64Array.from(data, Number);
  return data as NpyArray["values"];
}

/** Reorders values of which the first axis is fastest, as Fortran has it. */
function lastAxisFastest<Values extends NpyArray["values"]>(values: Values, shape: Shape): Values {
  const steps = shape.map((_, axis) => product(shape.slice(0, axis)));
  const ordered = values.slice() as Values, position = shape.map(() => 0);
  for (let to = 0, from = 0; to < values.length; to++) {
    ordered[to] = values[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      if (++position[axis]! < shape[axis]!) break;
      from -= steps[axis]! * shape[axis]!;
      position[axis] = 0;
    }
  }
  return ordered;
}
