import { assert, assertEquals } from "@std/assert";
import { allocations } from "./testdata/counted_allocations.ts"; // first, so that what follows is counted
import { philoxWords } from "./philox.ts";
import { decodeSafetensors } from "./safetensors.ts";
import { safetensorsFile } from "./testdata/safetensors_file.ts";
import { FILE_NAMES, fileOf } from "./testdata/stored_safetensors.ts";

const OUR_MESSAGE = /^Cannot read safetensors as .+ must be .+: current value is ./s;

/** How much memory a type takes for each byte of its values: in its place, and where an array cannot view them. */
const memory: [dtype: string, bytesPerElement: number, aligned: number, unaligned: number][] = [
  ["BOOL", 1, 0, 0],
  ["F32", 4, 0, 1],
  ["U64", 8, 0, 1],
  ["F16", 2, 2, 2],
  ["BF16", 2, 2, 2],
];

for (const [dtype, bytesPerElement, aligned, unaligned] of memory) {
  Deno.test(`decodeSafetensors takes ${aligned} or ${unaligned} times the memory of values of ${dtype}`, () => {
    const size = 80_000, count = size / bytesPerElement;
    const header = `{"w":{"dtype":"${dtype}","shape":[${count}],"data_offsets":[0,${size}]}}`;
    const file = safetensorsFile(header.padEnd(80), size), shifted = new Uint8Array([0, ...file]).subarray(1);
    for (const [bytes, times] of [[file, aligned], [shifted, unaligned]] as const) {
      allocations.bytes = 0;
      const { tensors } = decodeSafetensors(bytes);
      assertEquals([allocations.bytes, tensors["w"]?.values.length], [times * size, count]);
    }
  });
}

const INTERESTING = [
  "",
  "-1",
  "1.5",
  "1e9",
  "1e999",
  "4294967296",
  "9007199254740991",
  "18446744073709551616",
  "[",
  "{}",
];
const PIECES = [
  "{",
  "}",
  "[",
  "]",
  '"',
  ",",
  ":",
  "\\",
  "\\ud800",
  "\0",
  " ",
  "\ufeff",
  "é",
  "null",
  '"shape":[1],',
  "[".repeat(99),
];
const LENGTHS = [
  0n,
  1n,
  7n,
  8n,
  100_000_000n,
  100_000_001n,
  2n ** 31n,
  2n ** 32n,
  2n ** 53n,
  2n ** 63n,
  2n ** 64n - 1n,
];

/** Gives an integer from 0 to below a limit. */
type Draw = (limit: number) => number;

const headerBytes = (file: Uint8Array): Uint8Array =>
  file.subarray(8, 8 + new DataView(file.buffer).getUint32(0, true));

/** Changes the text of a header; its length is put right. */
function edited(file: Uint8Array<ArrayBuffer>, edit: (text: string) => string): Uint8Array<ArrayBuffer> {
  const old = headerBytes(file), data = file.subarray(8 + old.length);
  const changed = safetensorsFile(edit(new TextDecoder().decode(old)), data.length);
  changed.set(data, changed.length - data.length);
  return changed;
}

/** One of the places in a text that a pattern fits; undefined where there is none. */
const matchOf = (text: string, pattern: RegExp, draw: Draw): RegExpMatchArray | undefined => {
  const matches = [...text.matchAll(pattern)];
  return matches[draw(matches.length)];
};

const mutations: Record<string, (file: Uint8Array<ArrayBuffer>, draw: Draw) => Uint8Array<ArrayBuffer>> = {
  "bits of the header are flipped": (file, draw) => {
    for (let count = draw(4); count >= 0; count--) file[draw(8 + headerBytes(file).length)]! ^= 1 << draw(8);
    return file;
  },
  "bits of the file are flipped": (file, draw) => {
    for (let count = draw(8); count >= 0; count--) file[draw(file.length)]! ^= 1 << draw(8);
    return file;
  },
  "the file is cut off": (file, draw) => file.slice(0, draw(file.length) || 1),
  "the file has bytes after its end": (file, draw) => new Uint8Array([...file, ...Array(1 + draw(9)).fill(32)]),
  "the header has another length": (file, draw) => {
    const view = new DataView(file.buffer), near = view.getBigUint64(0, true) + BigInt(draw(17) - 8);
    view.setBigUint64(0, draw(2) === 0 ? near : LENGTHS[draw(LENGTHS.length)]!, true);
    return file;
  },
  "a number is another": (file, draw) =>
    edited(file, (text) => {
      const match = matchOf(text, /\d+/g, draw), place = match?.index ?? 0, old = match?.[0] ?? "";
      const other = draw(2) === 0 ? INTERESTING[draw(INTERESTING.length)]! : String(Number(old) + draw(9) - 4);
      return text.slice(0, place) + other + text.slice(place + old.length);
    }),
  "a dtype is another": (file, draw) =>
    edited(file, (text) => {
      const match = matchOf(text, /"(BOOL|B?F\d+|[IU]\d+)"/g, draw), place = match?.index ?? 0, old = match?.[0] ?? "";
      const other = ["BOOL", "U8", "I8", "U16", "F16", "BF16", "I32", "F32", "F64", "U64", "F4"][draw(11)];
      return `${text.slice(0, place)}"${other}"${text.slice(place + old.length)}`;
    }),
  "a piece is put into the header": (file, draw) =>
    edited(file, (text) => {
      const place = draw(text.length + 1);
      return text.slice(0, place) + PIECES[draw(PIECES.length)] + text.slice(place + draw(3));
    }),
  "a part of the header is there twice": (file, draw) =>
    edited(file, (text) => {
      const start = draw(text.length), end = start + draw(text.length - start + 1), place = draw(text.length);
      return text.slice(0, place) + text.slice(start, end) + text.slice(place);
    }),
  "an entry is there twice": (file, draw) =>
    edited(file, (text) => {
      const match = matchOf(text, /"[^"]*":(\{[^}]*\}|\[[^\]]*\]|"[^"]*")/g, draw);
      return match ? text.replace(match[0], () => `${match[0]},${match[0]}`) : `${text}{}`;
    }),
  "entries change places": (file, draw) =>
    edited(file, (text) => {
      const entries = Object.entries(JSON.parse(text)).map(([name, value]) =>
        JSON.stringify({ [name]: value }).slice(1, -1)
      );
      return `{${entries.toSorted(() => draw(2) - 0.5)}}`;
    }),
  "the header is text of characters by chance": (file, draw) =>
    edited(file, (text) => Array.from({ length: draw(40) }, () => text[draw(text.length)] ?? "").join("")),
};

/** Checks by other means that what was read is what the file holds. */
function assertHolds(file: Uint8Array, { metadata, tensors }: ReturnType<typeof decodeSafetensors>): void {
  const header = headerBytes(file), data = file.subarray(8 + header.length);
  const { __metadata__ = {}, ...entries } = JSON.parse(new TextDecoder().decode(header));
  assertEquals({ ...metadata }, __metadata__);
  assertEquals(Object.keys(tensors).toSorted(), Object.keys(entries).toSorted());
  let covered = 0;
  for (const [name, { dtype, shape, values }] of Object.entries(tensors)) {
    const [begin, end] = entries[name].data_offsets;
    assertEquals([shape, values.length], [entries[name].shape, shape.reduce((product, axis) => product * axis, 1)]);
    covered += end - begin;
    if (/F16/.test(entries[name].dtype)) {
      assertEquals([dtype, 2 * (end - begin)], ["float32", values.byteLength]);
    } else {
      assertEquals(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), data.slice(begin, end));
    }
  }
  assertEquals(covered, data.length);
}

const TRIALS = 1_000;

Object.entries(mutations).forEach(([label, mutate], row) => {
  Deno.test(`decodeSafetensors refuses or reads a file, and takes no more memory than twice its size, if ${label}`, () => {
    const files = FILE_NAMES.map(fileOf);
    const words = philoxWords([row, 0], [0, 0, 0, 0], TRIALS * 64);
    let refused = 0, mostTaken = 0;
    for (let trial = 0; trial < TRIALS; trial++) {
      let word = 64 * trial;
      const draw: Draw = (limit) => words[word++ % words.length]! % Math.max(1, limit);
      const file = mutate(files[draw(files.length)]!.slice(), draw);
      allocations.bytes = 0;
      let content: ReturnType<typeof decodeSafetensors>;
      try {
        content = decodeSafetensors(file);
      } catch (error) {
        assert(error instanceof RangeError || error instanceof TypeError, String(error));
        assert(OUR_MESSAGE.test(error.message) && error.message.length < 500, error.message);
        refused++;
        continue;
      } finally {
        mostTaken = Math.max(mostTaken, allocations.bytes / file.length);
      }
      assertHolds(file, content);
    }
    assert(refused >= (label === "entries change places" ? 0 : TRIALS / 5), `${refused} are refused`);
    assert(mostTaken <= 2, `${mostTaken} times the size`);
  });
});

Deno.test("the bytes of arrays are counted", () => {
  allocations.bytes = 0;
  new Float32Array(new Uint8Array(8).buffer);
  new Uint16Array([1, 2, 3]);
  new ArrayBuffer(100);
  assertEquals(allocations.bytes, 8 + 6 + 100);
});
