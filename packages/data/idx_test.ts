import { assert, assertEquals, assertMatch, assertStrictEquals, assertThrows } from "@std/assert";
import { readIdx } from "./idx.ts";

/** The header and values of a file, in the order that the format wants. */
function idx(type: number, shape: readonly number[], values: readonly number[] = []): Uint8Array<ArrayBuffer> {
  const lengths = shape.flatMap((length) =>
    [length >>> 24, length >>> 16, length >>> 8, length].map((byte) => byte & 255)
  );
  return Uint8Array.from([0, 0, type, shape.length, ...lengths, ...values]);
}

const types: [type: string, code: number, bytes: number[], expected: ArrayLike<number>][] = [
  ["uint8", 0x08, [0, 255], Uint8Array.of(0, 255)],
  ["int8", 0x09, [1, 255], Int8Array.of(1, -1)],
  ["int16", 0x0b, [1, 2, 255, 255], Int16Array.of(258, -1)],
  ["int32", 0x0c, [0, 0, 1, 0, 255, 255, 255, 254], Int32Array.of(256, -2)],
  ["float32", 0x0d, [0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0], Float32Array.of(1, -2)],
  ["float64", 0x0e, [0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0], Float64Array.of(1, -2)],
];

for (const [type, code, bytes, expected] of types) {
  Deno.test(`readIdx reads big-endian ${type}`, () => {
    const { data, ...rest } = readIdx(idx(code, [2, 1], bytes), "numbers");
    assertEquals(rest, { type, shape: [2, 1] } as typeof rest);
    assertEquals<unknown>(data, expected);
  });
}

Deno.test("readIdx reads bytes in place, also from the middle of a buffer", () => {
  const file = idx(0x08, [2, 2], [1, 2, 3, 4]);
  const padded = new Uint8Array(file.length + 7);
  padded.set(file, 5);
  const { data } = readIdx(padded.subarray(5, 5 + file.length), "bytes");
  assertEquals<unknown>(data, Uint8Array.of(1, 2, 3, 4));
  assertStrictEquals(data.buffer, padded.buffer);
});

Deno.test("readIdx reads a file without rows", () => {
  assertEquals(readIdx(idx(0x08, [0, 28, 28]), "empty").data.length, 0);
});

const faults: [
  label: string,
  bytes: Uint8Array<ArrayBuffer>,
  error: typeof RangeError | typeof TypeError,
  message: RegExp,
][] = [
  ["nothing", new Uint8Array(0), TypeError, /two zero bytes.*none/],
  ["a picture", Uint8Array.of(0x89, 0x50, 0x4e, 0x47), TypeError, /two zero bytes.*89 50 4e 47/],
  ["an unknown type", idx(0x0a, [1], [1]), TypeError, /type must be one of 08 09 0b 0c 0d 0e.*0a/],
  ["no axes", idx(0x08, []), TypeError, /one or more axes/],
  ["a header that is cut off", idx(0x08, [1, 1, 1]).subarray(0, 10), RangeError, /16 bytes.*header.*10.*cut off/],
  ["values that are cut off", idx(0x08, [2, 2], [1, 2, 3]), RangeError, /16 bytes for uint8 \[2,2\].*15.*cut off/],
  ["bytes after the end", idx(0x08, [2, 2], [1, 2, 3, 4, 5]), RangeError, /16 bytes.*17.*after its end/],
  ["lengths beyond any file", idx(0x08, [0xffffffff, 0xffffffff]), RangeError, /cut off/],
];

for (const [label, bytes, error, message] of faults) {
  Deno.test(`readIdx names the file and the fault of ${label}`, () => {
    const thrown = assertThrows(() => readIdx(bytes, "digits.idx"));
    assert(thrown instanceof error);
    assertMatch(thrown.message, /^Cannot read digits\.idx as /);
    assertMatch(thrown.message, message);
  });
}
