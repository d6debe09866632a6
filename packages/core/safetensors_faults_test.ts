import { assert, assertEquals, assertThrows } from "@std/assert";
import { decodeSafetensors } from "./safetensors.ts";
import { safetensorsFile } from "./testdata/safetensors_file.ts";

type ErrorType = typeof RangeError | typeof TypeError;

const OUR_MESSAGE = /^Cannot read safetensors as .+ must be .+: current value is ./s;
const MOST_INTEGER = "an integer from 0 to 9007199254740991";

const entry = ({ dtype = '"U8"', shape = "[4]", offsets = "[0,4]" } = {}): string =>
  `{"dtype":${dtype},"shape":${shape},"data_offsets":${offsets}}`;
const one = (fields: Parameters<typeof entry>[0]): string => `{"w":${entry(fields)}}`;
const two = (first: string, second: string): string =>
  `{"v":${entry({ shape: "[2]", offsets: first })},"w":${entry({ shape: "[2]", offsets: second })}}`;

/** Headers before 4 bytes of data. */
const headers: [label: string, header: string | Uint8Array, error: ErrorType, message: string][] = [
  ["no header", "", RangeError, `the header's first character must be '{': current value is an empty header`],
  ["a list", "[]", RangeError, `the header's first character must be '{': current value is "["`],
  ["a text", '"a"', RangeError, 'current value is "\\""'],
  ["space before the header", " {}", RangeError, 'current value is " "'],
  ["a mark of the byte order", "\ufeff{}", RangeError, 'current value is "\\u{feff}"'],
  ["bytes that are no text", Uint8Array.of(0x7b, 0xff, 0x7d), RangeError, "the header must be text in UTF-8"],
  ["a character that is encoded too long", Uint8Array.of(0x7b, 0xc0, 0xaf, 0x7d), RangeError, "text in UTF-8"],
  ["a header that ends early", '{"w":', RangeError, `tensor "w", must be '{': current value is the header's end`],
  ["a header that ends in a name", '{"w', RangeError, `must be '"': current value is the header's end`],
  ["a header that ends in an escape", '{"w\\', RangeError, `must be '"': current value is the header's end`],
  ["more after the header", `${one({})}x`, RangeError, 'must be a space: current value is "x"'],
  ["bytes of 0 after the header", `${one({})}\0`, RangeError, 'must be a space: current value is "\\u0000"'],
  ["a comma too many", '{"w":{},}', RangeError, 'names in tensor "w" must be dtype, shape and data_offsets'],
  [
    "a comma before the end",
    `{"w":${entry()},}`,
    RangeError,
    `each name in the header, must be '"': current value is "}"`,
  ],
  ["no colon", '{"w"{}}', RangeError, `character 4 of the header, in the header, must be ':': current value is "{"`],
  ["no comma", `{"w":${entry()} "v"`, RangeError, `must be ',' or '}': current value is "\\""`],
  [
    "no comma in a list",
    one({ shape: "[2 2]" }),
    RangeError,
    `in the shape of tensor "w", must be ',' or ']': current value is "2"`,
  ],
  ["a name without quotes", "{w:1}", RangeError, `must be '"': current value is "w"`],
  ["a line break in a name", '{"a\nb":1}', RangeError, `must be '"': current value is "\\n"`],
  [
    "an unknown escape",
    '{"\\x":1}',
    RangeError,
    'must be a text that JSON and Unicode allow: current value is "\\\\x"',
  ],
  ["half a character", '{"\\ud800":1}', RangeError, "must be a text that JSON and Unicode allow"],
  ["a tensor that is a number", '{"w":1}', RangeError, `in tensor "w", must be '{': current value is "1"`],
  ["a tensor that is a list", '{"w":["U8",[4],[0,4]]}', RangeError, `in tensor "w", must be '{': current value is "["`],
  ["a tensor that is null", '{"w":null}', RangeError, `must be '{': current value is "n"`],
  [
    "a name twice",
    `{"w":${entry()},"w":${entry()}}`,
    RangeError,
    'in the header must be unique: current value is "w", twice',
  ],
  [
    "a name twice, once in other words",
    `{"w":${entry()},"\\u0077":${entry()}}`,
    RangeError,
    'names in the header must be unique: current value is "w", twice',
  ],
  [
    "__proto__ twice",
    `{"__proto__":${entry()},"__proto__":${entry()}}`,
    RangeError,
    'must be unique: current value is "__proto__", twice',
  ],
  [
    "metadata twice",
    '{"__metadata__":{},"__metadata__":{}}',
    RangeError,
    'unique: current value is "__metadata__", twice',
  ],
  [
    "a text of metadata twice",
    '{"__metadata__":{"a":"1","a":"1"}}',
    RangeError,
    'names in __metadata__ must be unique: current value is "a", twice',
  ],
  [
    "a shape twice",
    '{"w":{"shape":[4],"shape":[4]}}',
    RangeError,
    'names in tensor "w" must be unique: current value is "shape"',
  ],
  ["metadata that are null", '{"__metadata__":null}', RangeError, `in __metadata__, must be '{'`],
  [
    "a number in metadata",
    '{"__metadata__":{"a":1}}',
    RangeError,
    `each value in __metadata__, must be '"': current value is "1"`,
  ],
  ["an object in metadata", '{"__metadata__":{"a":{}}}', RangeError, `must be '"': current value is "{"`],
  [
    "no dtype",
    '{"w":{"shape":[4],"data_offsets":[0,4]}}',
    RangeError,
    'names in tensor "w" must be dtype, shape and data_offsets: current value is none for dtype',
  ],
  ["no shape", '{"w":{"dtype":"U8","data_offsets":[0,4]}}', RangeError, "current value is none for shape"],
  ["no offsets", '{"w":{"dtype":"U8","shape":[4]}}', RangeError, "current value is none for data_offsets"],
  [
    "a field of another name",
    '{"w":{"dtype":"U8","strides":[1]}}',
    RangeError,
    'names in tensor "w" must be dtype, shape or data_offsets: current value is "strides"',
  ],
  ["a dtype that is a number", one({ dtype: "8" }), RangeError, `the dtype of tensor "w", must be '"'`],
  [
    "floats of 8 bits",
    one({ dtype: '"F8_E4M3"' }),
    TypeError,
    'the dtype of tensor "w" must be one of U64, I64, F64, F32, U32, I32, U16, I16, I8, U8, BOOL, F16, BF16: current value is "F8_E4M3"',
  ],
  ["complex numbers", one({ dtype: '"C64"' }), TypeError, 'current value is "C64"'],
  ["a dtype of every object", one({ dtype: '"toString"' }), TypeError, 'current value is "toString"'],
  ["a dtype in other letters", one({ dtype: '"u8"' }), TypeError, 'current value is "u8"'],
  ["a shape that is a number", one({ shape: "4" }), RangeError, `in the shape of tensor "w", must be '['`],
  ["nested shapes", one({ shape: "[[4]]" }), RangeError, `${MOST_INTEGER}: current value is "[4"`],
  ["an empty place in a shape", one({ shape: "[4,]" }), RangeError, `${MOST_INTEGER}: current value is ""`],
  ["a negative length", one({ shape: "[-4]" }), RangeError, `must be ${MOST_INTEGER}: current value is "-4"`],
  ["negative lengths", one({ shape: "[-2,-2]" }), RangeError, `must be ${MOST_INTEGER}: current value is "-2"`],
  ["minus zero", one({ shape: "[-0]" }), RangeError, `must be ${MOST_INTEGER}: current value is "-0"`],
  ["a broken length", one({ shape: "[4.5]" }), RangeError, `must be ${MOST_INTEGER}: current value is "4.5"`],
  ["a length with a point", one({ shape: "[4.0]" }), RangeError, `must be ${MOST_INTEGER}: current value is "4.0"`],
  ["a length with an exponent", one({ shape: "[4e0]" }), RangeError, `must be ${MOST_INTEGER}: current value is "4e0"`],
  [
    "a length with a leading zero",
    one({ shape: "[04]" }),
    RangeError,
    `must be ${MOST_INTEGER}: current value is "04"`,
  ],
  ["a length in quotes", one({ shape: '["4"]' }), RangeError, `must be ${MOST_INTEGER}: current value is "\\"4\\""`],
  ["a length that is null", one({ shape: "[null]" }), RangeError, 'current value is "null"'],
  ["a length that is true", one({ shape: "[true]" }), RangeError, 'current value is "true"'],
  ["a length beyond 2 ** 53", one({ shape: "[9007199254740993]" }), RangeError, 'current value is "9007199254740993"'],
  [
    "a length of many digits",
    one({ shape: `[${"9".repeat(999)}]` }),
    RangeError,
    `current value is "${"9".repeat(32)}"`,
  ],
  ["an infinite length", one({ shape: "[1e999]" }), RangeError, 'current value is "1e999"'],
  [
    "a shape of too many values",
    one({ shape: "[5]" }),
    TypeError,
    'the shape of tensor "w" must be one that fills its 4 bytes with values of 1: current value is [5]',
  ],
  ["a shape of too few values", one({ shape: "[1,3]" }), TypeError, "current value is [1, 3]"],
  ["a shape of no values", one({ shape: "[0]" }), TypeError, "current value is [0]"],
  [
    "values that are wider than the data",
    one({ dtype: '"F32"' }),
    TypeError,
    "4 bytes with values of 4: current value is [4]",
  ],
  ["lengths whose product is 4 in 32 bits", one({ shape: "[1073741825,4]" }), TypeError, "[1073741825, 4]"],
  [
    "lengths whose product is 4 in 64 bits", // 2 ** 64 + 4
    one({ shape: "[8589672452,2147549185]" }),
    TypeError,
    "current value is [8589672452, 2147549185]",
  ],
  [
    "lengths whose product is infinite, then 0",
    one({ shape: `[${Array(30).fill(Number.MAX_SAFE_INTEGER)},0]`, offsets: "[0,0]" }),
    TypeError,
    "fills its 0 bytes with values of 1: current value is [9007199254740991, 9007199254740991,",
  ],
  [
    "more axes than numpy has",
    one({ shape: `[4,${Array(64).fill(1)}]` }),
    RangeError,
    'the shape of tensor "w" must be at most 64 integers: current value is [4, 1,',
  ],
  [
    "one offset",
    one({ offsets: "[0]" }),
    RangeError,
    'data_offsets of tensor "w" must be two integers: current value is [0]',
  ],
  ["no offset", one({ offsets: "[]" }), RangeError, "must be two integers: current value is []"],
  [
    "three offsets",
    one({ offsets: "[0,4,4]" }),
    RangeError,
    "must be at most 2 integers: current value is [0, 4] and more",
  ],
  ["a negative offset", one({ offsets: "[-4,0]" }), RangeError, `must be ${MOST_INTEGER}: current value is "-4"`],
  [
    "offsets beyond the end",
    one({ shape: "[8]", offsets: "[0,8]" }),
    RangeError,
    'the data_offsets of tensor "w" must be in order and within the 4 bytes of data: current value is [0, 8]',
  ],
  ["offsets upside down", one({ offsets: "[4,0]" }), RangeError, "current value is [4, 0]"],
  [
    "offsets upside down after another tensor's",
    `{"v":${entry()},"w":${entry({ offsets: "[4,0]" })}}`,
    RangeError,
    'tensor "w" must be in order and within the 4 bytes of data: current value is [4, 0]',
  ],
  [
    "huge offsets",
    one({ shape: "[9007199254740991]", offsets: "[0,9007199254740991]" }),
    RangeError,
    "within the 4 bytes",
  ],
  [
    "overlaps",
    two("[0,2]", "[1,3]"),
    RangeError,
    'the data_offsets of tensor "w" must be without overlaps and holes, from 2 on: current value is [1, 3]',
  ],
  ["the same place twice", two("[0,2]", "[0,2]"), RangeError, "from 2 on: current value is [0, 2]"],
  ["a hole", two("[0,1]", "[2,4]"), TypeError, 'the shape of tensor "v" must be one that fills its 1 bytes'],
  ["a hole between tensors of the right size", two("[2,4]", "[1,3]"), RangeError, "from 0 on: current value is [1, 3]"],
  ["a hole at the start", one({ shape: "[3]", offsets: "[1,4]" }), RangeError, "from 0 on: current value is [1, 4]"],
  [
    "an empty tensor inside another",
    `{"v":${entry({ shape: "[0]", offsets: "[2,2]" })},"w":${entry()}}`,
    RangeError,
    'tensor "v" must be without overlaps and holes, from 4 on: current value is [2, 2]',
  ],
  [
    "bytes after the last tensor",
    one({ shape: "[3]", offsets: "[0,3]" }),
    RangeError,
    "the length of the data must be 3 bytes as the header says: current value is 4",
  ],
  ["data without a tensor", "{}", RangeError, "must be 0 bytes as the header says: current value is 4"],
];

for (const [label, header, error, message] of headers) {
  Deno.test(`decodeSafetensors refuses ${label}`, () => {
    const thrown = assertThrows(() => decodeSafetensors(safetensorsFile(header, 4)), error, message);
    assert(OUR_MESSAGE.test(thrown.message), thrown.message);
  });
}

Deno.test("decodeSafetensors refuses a truth value of 2", () => {
  const file = safetensorsFile(one({ dtype: '"BOOL"' }), 4);
  file[file.length - 2] = 1;
  assertEquals(decodeSafetensors(file).tensors["w"]?.values, Uint8Array.of(0, 0, 1, 0));
  file[file.length - 2] = 2;
  const message =
    'Cannot read safetensors as each value of tensor "w" must be 0 or 1 as it is bool: current value is 2';
  assertThrows(() => decodeSafetensors(file), RangeError, message);
});

Deno.test("a message is short, and holds nothing that a terminal obeys, whatever a name is", () => {
  const header = `{"\\u001b[2J\u009b\u202e${"long".repeat(1000)}":{"dtype":"${
    "F".repeat(1000)
  }","shape":[],"data_offsets":[]}}`;
  const { message } = assertThrows(() => decodeSafetensors(safetensorsFile(header)), TypeError);
  assert(message.includes('tensor "\\u001b[2J\\u{9b}\\u{202e}longlong'), message);
  assert(message.length < 400 && /^[ -~…]*$/.test(message), message);
});

/** What the first 8 bytes say of the header's length, and the file's length. */
const lengths: [length: bigint, file: number, message: string][] = [
  [0n, 0, "its length must be at least 8 bytes: current value is 0"],
  [0n, 7, "its length must be at least 8 bytes: current value is 7"],
  [1n, 8, "the length of the header must be at most 0 bytes: current value is 1"],
  [93n, 100, "the length of the header must be at most 92 bytes: current value is 93"],
  [2n ** 32n, 100, "the length of the header must be at most 92 bytes: current value is 4294967296"],
  [2n ** 53n + 1n, 100, "the length of the header must be at most 92 bytes: current value is 9007199254740993"],
  [2n ** 64n - 1n, 100, "the length of the header must be at most 92 bytes: current value is 18446744073709551615"],
  [100_000_001n, 100_000_100, "the length of the header must be at most 100000000 bytes: current value is 100000001"],
];

for (const [length, size, message] of lengths) {
  Deno.test(`decodeSafetensors refuses a header of ${length} bytes in a file of ${size}`, () => {
    const file = new Uint8Array(size);
    if (size >= 8) new DataView(file.buffer).setBigUint64(0, length, true);
    assertThrows(() => decodeSafetensors(file), RangeError, `Cannot read safetensors as ${message}`);
  });
}

Deno.test("decodeSafetensors is not led into depths", () => {
  const many = 1_000_000;
  for (const header of ['{"a":'.repeat(many), `{"a":${"[".repeat(many)}`, `{"w":{"shape":${"[".repeat(many)}`]) {
    const { message } = assertThrows(() => decodeSafetensors(safetensorsFile(header)), RangeError);
    assert(OUR_MESSAGE.test(message), message);
  }
});

Deno.test("decodeSafetensors refuses a small file of very many names before they fill the memory", () => {
  const names = (count: number, value: string): string =>
    `${Array.from({ length: count }, (_, i) => `"${i}":${value}`)}`;
  const { metadata } = decodeSafetensors(safetensorsFile(`{"__metadata__":{${names(100_000, '""')}}}`));
  assertEquals(Object.keys(metadata).length, 100_000);
  const nothing = entry({ shape: "[0]", offsets: "[0,0]" });
  for (
    const [header, what] of [
      [`{${names(100_001, nothing)}}`, "the header"],
      [`{"__metadata__":{${names(100_001, '""')}}}`, "__metadata__"],
    ] as const
  ) {
    const message =
      `Cannot read safetensors as the number of names in ${what} must be at most 100000: current value is more`;
    assertThrows(() => decodeSafetensors(safetensorsFile(header)), RangeError, message);
  }
});
