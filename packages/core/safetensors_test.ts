import { assert, assertEquals, assertThrows } from "@std/assert";
import { Buffer } from "node:buffer";
import { decodeSafetensors, encodeSafetensors, type SafetensorsTensor, type SafetensorsType } from "./safetensors.ts";
import { safetensorsFile } from "./testdata/safetensors_file.ts";
import { contentOf, FILE_NAMES, type FileName, fileOf } from "./testdata/stored_safetensors.ts";

const headerOf = (file: Uint8Array): string =>
  new TextDecoder().decode(file.subarray(8, 8 + new DataView(file.buffer).getUint32(0, true)));

/** Compares bits, as two NaN are not equal and 0 equals -0. */
function assertSameTensors(
  actual: Readonly<Record<string, SafetensorsTensor>>,
  expected: Readonly<Record<string, SafetensorsTensor>>,
): void {
  assertEquals(Object.keys(actual).toSorted(), Object.keys(expected).toSorted());
  for (const [name, { dtype, shape, values }] of Object.entries(expected)) {
    const tensor = actual[name]!;
    assertEquals([tensor.dtype, tensor.shape], [dtype, shape]);
    assertEquals(tensor.values.constructor, values.constructor);
    assertEquals(bytesOf(tensor), bytesOf({ dtype, shape, values }));
  }
}

const bytesOf = ({ values }: SafetensorsTensor): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

for (const name of FILE_NAMES) {
  Deno.test(`decodeSafetensors reads what Python wrote: ${name}`, () => {
    const { metadata, tensors } = decodeSafetensors(fileOf(name)), expected = contentOf(name);
    assertSameTensors(tensors, expected.tensors);
    assertEquals({ ...metadata }, expected.metadata);
  });

  Deno.test(`decodeSafetensors reads at any place in memory: ${name}`, () => {
    const file = fileOf(name), { tensors } = contentOf(name);
    for (let place = 1; place < 9; place++) {
      const memory = new Uint8Array(file.length + 16);
      memory.set(file, place);
      const part = memory.subarray(place, place + file.length);
      assertSameTensors(decodeSafetensors(part).tensors, tensors);
      assertSameTensors(decodeSafetensors(Buffer.from(part.buffer, place, file.length)).tensors, tensors);
    }
  });
}

for (const name of ["every type", "odd names", "odd shapes", "special floats", "no tensors"] satisfies FileName[]) {
  Deno.test(`encodeSafetensors writes the same bytes as Python, in whatever order: ${name}`, () => {
    const { metadata, tensors } = contentOf(name), reversed = Object.fromEntries(Object.entries(tensors).reverse());
    assertEquals(encodeSafetensors(tensors, metadata), fileOf(name));
    assertEquals(encodeSafetensors(reversed, metadata), fileOf(name));
  });
}

for (const name of FILE_NAMES) {
  Deno.test(`what encodeSafetensors writes is read again, without a copy: ${name}`, () => {
    const content = contentOf(name), file = encodeSafetensors(content.tensors, content.metadata);
    const { metadata, tensors } = decodeSafetensors(file);
    assertSameTensors(tensors, content.tensors);
    assertEquals({ ...metadata }, content.metadata);
    for (const { values } of Object.values(tensors)) assert(values.buffer === file.buffer);
    assertEquals(encodeSafetensors(tensors, metadata), file);
  });
}

Deno.test("encodeSafetensors writes metadata in the order of their names, and none where there are none", () => {
  const file = encodeSafetensors({}, { b: "2", "10": "", a: "1", "😀": "\n", "\uffee": "é" });
  assertEquals(headerOf(file).trimEnd(), '{"__metadata__":{"10":"","a":"1","b":"2","\uffee":"é","😀":"\\n"}}');
  assertEquals(headerOf(encodeSafetensors({}, {})), "{}      ");
});

Deno.test("encodeSafetensors writes the part of a buffer that an array views", () => {
  const values = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
  const file = encodeSafetensors({ a: { dtype: "float32", shape: [2], values } });
  assertEquals(decodeSafetensors(file).tensors["a"]!.values, Float32Array.of(2, 3));
});

Deno.test("encodeSafetensors begins the data at a multiple of 8 bytes, whatever the header's length is", () => {
  const values = Int32Array.of(1);
  for (let length = 0; length < 16; length++) {
    const file = encodeSafetensors({ ["x".repeat(length)]: { dtype: "int32", shape: [], values } });
    assertEquals([file.length % 8, headerOf(file).at(0), file.at(-4)], [4, "{", 1]);
  }
});

Deno.test("names that objects have anyway are names like others", () => {
  const { metadata, tensors } = decodeSafetensors(
    safetensorsFile(
      '{"__metadata__":{"__proto__":"a"},"__proto__":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}',
      1,
    ),
  );
  assertEquals([Object.keys(metadata), Object.keys(tensors)], [["__proto__"], ["__proto__"]]);
  assertEquals([metadata["__proto__"], tensors["__proto__"]?.shape], ["a", [1]]);
  assertEquals([tensors["constructor"], metadata["toString"], ({} as { shape?: number[] }).shape], [
    undefined,
    undefined,
    undefined,
  ]);
});

Deno.test("decodeSafetensors reads space where JSON has it, and tensors in any order", () => {
  const header = `{ "b" : { "shape" :\t[ 2 , 1 ] ,\r\n"data_offsets":[1, 3], "dtype":"I8" } ,
    "a": {"dtype":"BOOL","shape":[],"data_offsets":[0,1]} , "c":{"dtype":"F64","shape":[0],"data_offsets":[1,1]}}\n `;
  const { tensors } = decodeSafetensors(safetensorsFile(header, 3));
  assertEquals(Object.keys(tensors), ["a", "c", "b"]);
  assertEquals([tensors["b"]!.shape, tensors["b"]!.values], [[2, 1], new Int8Array(2)]);
});

Deno.test("decodeSafetensors reads a shape of 0 values, however long its other axes are", () => {
  const shape = [0, Number.MAX_SAFE_INTEGER];
  const { tensors } = decodeSafetensors(
    safetensorsFile(`{"a":{"dtype":"F32","shape":[${shape}],"data_offsets":[0,0]}}`),
  );
  assertEquals([tensors["a"]?.shape, tensors["a"]?.values], [shape, new Float32Array(0)]);
});

const tensor = (dtype: string, values: unknown, shape: readonly number[]): SafetensorsTensor => ({
  dtype: dtype as SafetensorsType,
  shape,
  values: values as Float32Array,
});
const one = Float32Array.of(1);

/** What cannot be written, and what the message says. */
const unwritable: [
  label: string,
  tensors: Record<string, SafetensorsTensor>,
  metadata: Record<string, string>,
  error: typeof RangeError | typeof TypeError,
  message: string,
][] = [
  [
    "an unknown dtype",
    { w: tensor("string", ["a"], [1]) },
    {},
    TypeError,
    'the dtype of tensor "w" must be one of uint64, int64, float64, float32, uint32, int32, uint16, int16, int8, uint8, bool: current value is "string"',
  ],
  ["a dtype of every object", { w: tensor("toString", one, [1]) }, {}, TypeError, 'current value is "toString"'],
  [
    "an array of another type",
    { w: tensor("int32", one, [1]) },
    {},
    TypeError,
    'the values of tensor "w" must be Int32Array as its dtype is int32: current value is Float32Array',
  ],
  ["a list", { w: tensor("float32", [1], [1]) }, {}, TypeError, "current value is Array"],
  ["no values", { w: tensor("float32", undefined, [1]) }, {}, TypeError, "current value is Undefined"],
  [
    "a shape of more values",
    { w: tensor("float32", one, [2, 3]) },
    {},
    TypeError,
    'the shape of tensor "w" must be of integers of 0 or more whose product is the number of its values, 1: current value is [2, 3]',
  ],
  ["a shape of no values", { w: tensor("float32", one, [0]) }, {}, TypeError, "current value is [0]"],
  [
    "lengths whose product is too large, then 0",
    { w: tensor("float32", new Float32Array(0), [Number.MAX_SAFE_INTEGER, 2, 0]) },
    {},
    TypeError,
    "whose product is the number of its values, 0: current value is [9007199254740991, 2, 0]",
  ],
  ["negative lengths", { w: tensor("float32", one, [-1, -1]) }, {}, TypeError, "current value is [-1, -1]"],
  ["broken lengths", { w: tensor("float32", one, [0.5, 2]) }, {}, TypeError, "current value is [0.5, 2]"],
  ["lengths that are no number", { w: tensor("float32", one, [NaN]) }, {}, TypeError, "current value is [NaN]"],
  [
    "more axes than can be read again",
    { w: tensor("float32", one, Array(65).fill(1)) },
    {},
    TypeError,
    'the shape of tensor "w" must be of at most 64 axes: current value is [1, 1,',
  ],
  [
    "more tensors than can be read again",
    Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [index, tensor("float32", one, [1])])),
    {},
    RangeError,
    "the number of tensors must be less than 100000: current value is 100000",
  ],
  [
    "more metadata than can be read again",
    {},
    Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [index, ""])),
    RangeError,
    "the number of texts of metadata must be less than 100000: current value is 100000",
  ],
  [
    "a truth value of 2",
    { w: tensor("bool", Uint8Array.of(0, 1, 2), [3]) },
    {},
    RangeError,
    'each value of tensor "w" must be 0 or 1 as it is bool: current value is 2',
  ],
  [
    "metadata as a name",
    { __metadata__: tensor("float32", one, [1]) },
    {},
    RangeError,
    'a name must be none but __metadata__: current value is "__metadata__"',
  ],
  [
    "half a character",
    { "w\ud83d": tensor("float32", one, [1]) },
    {},
    RangeError,
    'a name must be well-formed Unicode: current value is "w\\ud83d"',
  ],
  [
    "half a character in metadata",
    {},
    { a: "\udc00" },
    RangeError,
    'metadata "a" must be well-formed Unicode: current value is "\\udc00"',
  ],
  ["half a character in a key", {}, { "\udc00": "a" }, RangeError, 'metadata "\\udc00" must be well-formed Unicode'],
  [
    "a number in metadata",
    {},
    { a: 1 as unknown as string },
    TypeError,
    'metadata "a" must be a text: current value is of type number',
  ],
];

for (const [label, tensors, metadata, error, message] of unwritable) {
  Deno.test(`encodeSafetensors refuses ${label}`, () => {
    const thrown = assertThrows(() => encodeSafetensors(tensors, metadata), error, message);
    assert(thrown.message.startsWith("Cannot write safetensors as "), thrown.message);
  });
}

Deno.test("encodeSafetensors refuses a header that is too long to be read again", () => {
  assertThrows(
    () => encodeSafetensors({}, { a: "a".repeat(100_000_000) }),
    RangeError,
    "the length of the header must be at most 100000000 bytes: current value is 100000025",
  );
});
