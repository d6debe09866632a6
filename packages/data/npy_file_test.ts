import { startCompute } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { pathToFileURL } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { npyFile, type NpyFileOptions } from "./npy_file.ts";
import type { Source } from "./source.ts";
import { archiveFile, arrayBytes, arrayFile, type ArrayName, arrayOf, writeFile } from "./testdata/number_files.ts";

await startCompute({ backend: "cpu" });

const all = ({ size }: Source) => tf.range(0, size, 1, "int32");
const valuesOf = (source: Source) => [...source.gather(all(source)).dataSync()];
const labelsOf = (source: Source) => [...source.gatherLabels!(all(source)).dataSync()];

/** What a byte becomes in [-1, 1]. */
const scaled = (byte: number) => Math.fround(byte / 255) * 2 - 1;

const images: [name: ArrayName, shape: number[]][] = [
  ["uint8 images", [2, 2, 3]],
  ["uint8 images, grey", [2, 2, 1]],
  ["uint8 images, in Fortran's order", [2, 2, 3]],
];

for (const [name, shape] of images) {
  Deno.test(`npyFile reads ${name} as numpy does, and scales them`, async () => {
    const source = await npyFile(await arrayFile(name)), { shape: [size], values } = arrayOf(name);
    assertEquals([source.name, source.size, source.shape, source.range], [`${name}.npy`, size, shape, [-1, 1]]);
    assertEquals([source.classes, source.gatherLabels], [undefined, undefined]);
    const pixels = valuesOf(source);
    assertEquals(pixels.length, values.length);
    values.forEach((byte, index) => assertAlmostEquals(pixels[index]!, scaled(byte), 1e-6));

    const plain = await npyFile(await arrayFile(name), { range: [0, 255], name: "plain" });
    assertEquals([plain.name, plain.range], ["plain", [0, 255]]);
    valuesOf(plain).forEach((pixel, index) => assertAlmostEquals(pixel, values[index]!, 1e-4));
  });
}

const numbers: ArrayName[] = [
  "uint8 rows",
  "bool",
  "int8",
  "int16",
  "uint16",
  "int32",
  "uint32",
  "int64",
  "uint64",
  "float16",
  "float32",
  "float64",
  "float64, in Fortran's order",
];

for (const name of numbers) {
  Deno.test(`npyFile reads ${name} as numpy does, as they are`, async () => {
    const source = await npyFile(await arrayFile(name)), { shape: [size, ...shape], values } = arrayOf(name);
    assert(values.length > 0);
    assertEquals([source.size, source.shape], [size, shape]);
    assertEquals(valuesOf(source), values.map(Math.fround));
    assertEquals(source.range, [Math.min(...valuesOf(source)), Math.max(...valuesOf(source))]);
  });
}

Deno.test("npyFile makes rows of one number of an array of one axis", async () => {
  const source = await npyFile(await arrayFile("a column"));
  assertEquals([source.size, source.shape, valuesOf(source)], [3, [1], [3.5, -1, 2]]);
});

Deno.test("npyFile stretches numbers to a range, the least and the greatest to its ends", async () => {
  const source = await npyFile(await arrayFile("int8"), { range: [-1, 1] }); // -6 to 5
  const values = valuesOf(source);
  assertEquals([source.range, values[0], values[11]], [[-1, 1], -1, 1]);
  values.forEach((value, index) => assertAlmostEquals(value, 2 * index / 11 - 1, 1e-6));
});

Deno.test("npyFile gives rows another shape of as many numbers, bytes of three axes as images", async () => {
  const path = await arrayFile("uint8 rows");
  const source = await npyFile(path, { shape: [2, 2, 3] });
  assertEquals([source.shape, source.range], [[2, 2, 3], [-1, 1]]);
  assertEquals(valuesOf(source), valuesOf(await npyFile(await arrayFile("uint8 images"))));
  assertEquals((await npyFile(path, { shape: [6, 2] })).range, [0, 253]); // numbers, as they are
  const waves = await npyFile(await arrayFile("float64"), { shape: [3, 2, 2] });
  assertEquals([waves.shape, valuesOf(waves)], [[3, 2, 2], arrayOf("float64").values.map(Math.fround)]);
});

for (const name of ["stored", "compressed"] as const) {
  Deno.test(`npyFile reads an array of a .npz file, ${name}, with labels`, async () => {
    const path = await archiveFile(name);
    const source = await npyFile(path, { array: "images", labels: "digits" });
    assertEquals([source.name, source.size, source.shape], ["several.npz images", 3, [2, 2, 1]]);
    assertEquals(valuesOf(source), valuesOf(await npyFile(await arrayFile("uint8 images, grey"))));
    assertEquals([labelsOf(source), source.classes], [[2, 0, 1], ["0", "1", "2"]]);
    const waves = await npyFile(path, { array: "waves" });
    assertEquals([waves.shape, valuesOf(waves)], [[3, 4], arrayOf("float64").values.map(Math.fround)]);
  });
}

Deno.test("npyFile needs no name for the only array of a .npz file, or the only one besides the labels", async () => {
  const one = await npyFile(await archiveFile("one array"));
  const labelled = await npyFile(await archiveFile("one array and labels"), { labels: "digits" });
  assertEquals([one.name, labelled.name], ["several.npz images", "several.npz images"]);
  assertEquals(labelsOf(labelled), [2, 0, 1]);
});

Deno.test("npyFile reads labels of another file: whole numbers of any type, flat or in a column", async () => {
  const path = await arrayFile("uint8 images, grey");
  const classes = ["cat", "dog", "hen", "owl"];
  const flat = await npyFile(path, { labels: await arrayFile("labels"), classes });
  assertEquals([labelsOf(flat), flat.classes], [[2, 0, 1], classes]);
  const column = await npyFile(await arrayFile("a column"), {
    labels: pathToFileURL(await arrayFile("labels in a column")),
  });
  assertEquals([labelsOf(column), column.classes], [[1, 0, 1], ["0", "1"]]);
});

Deno.test("npyFile takes the path as an address too", async () => {
  assertEquals((await npyFile(pathToFileURL(await arrayFile("int8")))).size, 3);
});

Deno.test("npyFile tells .npz from .npy by what is in it", async () => {
  const packed = await Deno.readFile(await archiveFile("one array"));
  assertEquals((await npyFile(await writeFile("images.npy", packed))).name, "images.npy images");
});

Deno.test("npyFile keeps images as bytes: the tensors of 3 images are none", async () => {
  const before = tf.memory().numBytes, source = await npyFile(await arrayFile("uint8 images, grey"));
  assertEquals(tf.memory().numBytes, before);
  source.dispose();
});

/** Each gives a path, and what the message must hold besides it. */
const faults: [
  label: string,
  path: () => Promise<string>,
  options: NpyFileOptions,
  error: typeof RangeError | typeof TypeError | typeof Error,
  message: string,
][] = [
  ["a scalar", () => arrayFile("a scalar"), {}, RangeError, "it must have rows: current shape is []"],
  ["no rows", () => arrayFile("no rows"), {}, RangeError, "it must have rows: current shape is [0,3]"],
  ["rows of no numbers", () => arrayFile("rows without numbers"), {}, RangeError, "current shape is [3,0]"],
  ["NaN", () => arrayFile("not a number"), {}, RangeError, "finite: current value is NaN at index 1"],
  [
    "the greatest byte first",
    () => arrayFile("greatest byte first"),
    {},
    TypeError,
    "must be a whole array of real numbers in numpy's format, the least byte first: Unsupported dtype: >f4",
  ],
  ["complex numbers", () => arrayFile("complex"), {}, TypeError, "one of real numbers: current type is c8"],
  ["text", () => arrayFile("text"), {}, TypeError, "one of real numbers: current type is U2"],
  ["records", () => arrayFile("records"), {}, TypeError, "a whole array of real numbers in numpy's format"],
  [
    "a picture",
    () => writeFile("a.npy", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1, 2, 3)),
    {},
    TypeError,
    "Not an .npy file",
  ],
  ["an empty file", () => writeFile("a.npy", new Uint8Array(0)), {}, TypeError, "a whole array of real numbers"],
  [
    "a file that is cut off in a number",
    () => writeFile("a.npy", arrayBytes("float32").slice(0, -3)),
    {},
    TypeError,
    "a whole array of real numbers",
  ],
  [
    "a file that is cut off between numbers",
    () => writeFile("a.npy", arrayBytes("float32").slice(0, -4)),
    {},
    RangeError,
    "must hold the 24 numbers of its shape [2,3,4]: current number is 23, the file is cut off",
  ],
  [
    "a file with more numbers than it says",
    () => writeFile("a.npy", Uint8Array.of(...arrayBytes("int8"), 1)),
    {},
    RangeError,
    "must hold the 12 numbers of its shape [3,4]: current number is 13, the file has bytes after its end",
  ],
  [
    "a .npz file that is cut off",
    async () => writeFile("a.npz", (await Deno.readFile(await archiveFile("stored"))).slice(0, -30)),
    {},
    RangeError,
    "must be a whole .npz file: it is damaged or cut off",
  ],
  ["a file that is not there", () => Promise.resolve("none/a.npy"), {}, Error, "must be a file that can be read"],
  [
    "no name among several arrays",
    () => archiveFile("stored"),
    {},
    RangeError,
    "array must be one of its arrays, images, digits, waves: none is named",
  ],
  [
    "an array that is not there",
    () => archiveFile("stored"),
    { array: "image" },
    RangeError,
    "array must be one of its arrays, images, digits, waves: current value is image",
  ],
  [
    "a name for a single array",
    () => arrayFile("int8"),
    { array: "images" },
    RangeError,
    "array must be left out, as the file has one array without a name: current value is images",
  ],
  [
    "a shape of other numbers",
    () => arrayFile("uint8 rows"),
    { shape: [2, 2, 2] },
    TypeError,
    "shape must have as many numbers as a row of the file: expected [12], received [2,2,2]",
  ],
  ["a shape of negative lengths", () => arrayFile("uint8 rows"), { shape: [-2, -6] }, TypeError, "received [-2,-6]"],
  ["a range upside down", () => arrayFile("int8"), { range: [1, -1] }, RangeError, "current value is [1, -1]"],
  [
    "a range for equal numbers",
    () => arrayFile("all the same"),
    { range: [-1, 1] },
    RangeError,
    "to [-1, 1] as its values must be finite and not all the same: they reach from 7 to 7",
  ],
  [
    "classes without labels",
    () => arrayFile("uint8 images"),
    { classes: ["a", "b"] },
    RangeError,
    "classes must come with labels: current value is [a,b]",
  ],
];

for (const [label, path, options, error, message] of faults) {
  Deno.test(`npyFile names the file and the fault of ${label}`, async () => {
    const file = await path();
    const thrown = await assertRejects(() => npyFile(file, options), error, message);
    // what is wrong with options is said of the source, whose name is the file's
    assert(thrown.message.includes(file) || thrown.message.includes(`source ${file.split("/").at(-1)}`));
  });
}

/** A file of unsigned integers of 32 bits, as numpy saves them. */
async function labelsFile(labels: readonly number[]): Promise<string> {
  const header = `{'descr': '<u4', 'fortran_order': False, 'shape': (${labels.length},), }`.padEnd(117) + "\n";
  const start = Uint8Array.of(0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, header.length, 0);
  const bytes = new Uint8Array(128 + 4 * labels.length), view = new DataView(bytes.buffer);
  bytes.set(start);
  bytes.set(new TextEncoder().encode(header), start.length);
  labels.forEach((label, row) => view.setUint32(128 + 4 * row, label, true));
  return await writeFile("labels.npy", bytes);
}

const labelFaults: [labels: () => Promise<string>, options: NpyFileOptions, message: string][] = [
  [() => arrayFile("uint8 rows"), {}, "must have one for each of the 3 rows: current shape is [2,12]"],
  [() => arrayFile("int8"), {}, "must have one for each of the 3 rows: current shape is [3,4]"],
  [() => arrayFile("labels in a row"), {}, "must have one for each of the 3 rows: current shape is [1,3]"],
  [() => arrayFile("broken labels"), {}, "must be a whole number of 0 or more: current value of row 1 is 0.5"],
  [() => arrayFile("labels below 0"), {}, "must be a whole number of 0 or more: current value of row 1 is -1"],
  [
    () => labelsFile([0, 65_536, 1]),
    {},
    "must be less than 65536 where no classes are named: current value is 65536",
  ],
  [() => arrayFile("labels"), { classes: ["a", "b"] }, "a whole number from 0 to 1: current value of row 0 is 2"],
  [() => archiveFile("stored"), {}, "array must be one of its arrays, images, digits, waves: none is named"],
  [() => Promise.resolve("none/labels.npy"), {}, "must be a file that can be read"],
];

for (const [labels, options, message] of labelFaults) {
  Deno.test(`npyFile names the file of labels that are wrong: ${message}`, async () => {
    const file = await labels(), path = await arrayFile("uint8 images, grey");
    const thrown = await assertRejects(() => npyFile(path, { ...options, labels: file }), Error, message);
    assert(thrown.message.includes(file));
  });
}

Deno.test("npyFile says which labels a .npz file has where those asked for are none", async () => {
  const path = await archiveFile("stored");
  await assertRejects(
    () => npyFile(path, { array: "images", labels: "digit" }),
    RangeError,
    `labels as they must be an array of ${path}, images, digits, waves, or another file: current value is digit`,
  );
});
