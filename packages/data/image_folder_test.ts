import { startCompute } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import sharp from "sharp";
import * as tf from "@tensorflow/tfjs";
import { imageFolder, type ImageFolderOptions } from "./image_folder.ts";
import type { StreamedSource } from "./streamed_source.ts";
import { UnreadableImage } from "./unreadable_image.ts";

await startCompute();

/** Plain pictures of which each level is one of red, named by it. */
async function folderOf(levels: Readonly<Record<string, number>>): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "forger-images-" });
  for (const [path, level] of Object.entries(levels)) {
    await Deno.mkdir(`${folder}/images/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await paint(`${folder}/images/${path}`, level);
  }
  return folder;
}

async function paint(path: string, level: number): Promise<void> {
  await sharp({ create: { width: 12, height: 9, channels: 3, background: { r: level, g: 7, b: 0 } } }).png().toFile(
    path,
  );
}

async function open(folder: string, options: ImageFolderOptions = {}) {
  const warnings: string[] = [];
  const source = await imageFolder(`${folder}/images`, {
    size: 4,
    cacheFolder: `${folder}/cache`,
    onWarning: (warning) => void warnings.push(warning),
    ...options,
  });
  return { source, warnings };
}

/** The level of red of each row. */
async function levelsOf(source: StreamedSource, rows: readonly number[]): Promise<number[]> {
  const rowBytes = source.storedShape.reduce((product, length) => product * length, 1);
  const bytes = await source.read(Int32Array.from(rows));
  assertEquals(bytes.length, rows.length * rowBytes);
  return rows.map((_, place) => bytes[place * rowBytes]!);
}

/** Waits until all rows are read, which goes on by itself. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 150));

const FOUR = { "a.png": 10, "b.png": 20, "c.png": 30, "d.png": 40 };

Deno.test("rows are the images in the order of their names, in any order and repeatedly", async () => {
  const { source, warnings } = await open(await folderOf(FOUR));
  assertEquals([source.name, source.size, source.shape, source.range], ["images", 4, [4, 4, 3], [-1, 1]]);
  assertEquals([source.classes, source.labels], [undefined, undefined]);
  assertEquals(await levelsOf(source, [3, 0, 3, 1]), [40, 10, 40, 20]);
  const decoded = tf.tidy(() => source.decode(tf.tensor1d([0, 127.5, 255])).arraySync() as number[]);
  [-1, 0, 1].forEach((value, index) => assertAlmostEquals(decoded[index]!, value, 1e-6));
  await assertRejects(() => source.read(Int32Array.of(4)), RangeError, "each index must be an integer from 0 to 3");
  source.dispose();
  assertEquals(warnings, []);
});

Deno.test("size, channels and range are as they are asked for", async () => {
  const { source } = await open(await folderOf(FOUR), { size: [3, 5], channels: 1, range: [0, 1] });
  assertEquals([source.shape, source.range], [[3, 5, 1], [0, 1]]);
  assertEquals((await source.read(Int32Array.of(2))).length, 15);
  assertAlmostEquals(tf.tidy(() => source.decode(tf.tensor1d([51])).arraySync() as number[])[0]!, 0.2, 1e-6);
  source.dispose();
});

/** Makes a file worthless without a trace in its size and time. */
async function spoil(path: string): Promise<void> {
  const { size, mtime } = await Deno.stat(path);
  await Deno.writeFile(path, new Uint8Array(size).fill(1));
  await Deno.utime(path, mtime!, mtime!);
}

Deno.test("the first read decodes all images by and by, and the next start decodes none", async () => {
  const folder = await folderOf(FOUR), { source } = await open(folder);
  assertEquals(await levelsOf(source, [2]), [30]);
  await settle();
  source.dispose();
  for (const name of Object.keys(FOUR)) await spoil(`${folder}/images/${name}`);
  const again = await open(folder);
  assertEquals(await levelsOf(again.source, [0, 1, 2, 3]), [10, 20, 30, 40]);
  again.source.dispose();
  const other = await open(folder, { size: 5 });
  await assertRejects(() => levelsOf(other.source, [0]), RangeError, "at least one must be readable");
  other.source.dispose();
});

Deno.test("the fingerprint is another one for other files, labels and settings, and the same elsewhere", async () => {
  const folder = await folderOf(FOUR), same = await folderOf(FOUR);
  const printOf = async (folder: string, options: ImageFolderOptions = {}) => {
    const { source } = await open(folder, options);
    source.dispose();
    return source.fingerprint;
  };
  const print = await printOf(folder);
  assertEquals(await printOf(same), print);
  assertEquals(await printOf(folder, { range: [0, 1], pixelLimit: 1e6 }), print); // the bytes are the same
  const others = [await printOf(folder, { size: 5 }), await printOf(folder, { fit: "contain" })];
  await Deno.rename(`${folder}/images/a.png`, `${folder}/images/z.png`);
  others.push(await printOf(folder));
  assertEquals(new Set([print, ...others]).size, 4);
});

Deno.test("an image that changed, and one that is new, are decoded at the next start", async () => {
  const folder = await folderOf(FOUR), { source } = await open(folder);
  await levelsOf(source, [0, 1, 2, 3]);
  source.dispose();
  await settle();
  await paint(`${folder}/images/b.png`, 200);
  await paint(`${folder}/images/aa.png`, 15);
  await Deno.remove(`${folder}/images/d.png`);
  const again = await open(folder);
  assertEquals(await levelsOf(again.source, [0, 1, 2, 3]), [10, 15, 200, 30]);
  again.source.dispose();
});

const CLASSES = { "x/a.png": 10, "x/b.png": 20, "x/c.png": 30, "y/d.png": 140, "y/e.png": 150 };

Deno.test("for an image that cannot be read stands the next one of its class, cold as warm, and it is named once", async () => {
  const folder = await folderOf(CLASSES);
  await Deno.writeTextFile(`${folder}/images/x/b.png`, "no image");
  await Deno.writeTextFile(`${folder}/images/y/e.png`, "none either");
  await Deno.writeTextFile(`${folder}/images/y/f.png`, ""); // no row, as that is seen at once
  for (const start of ["cold", "warm"]) {
    const { source, warnings } = await open(folder);
    assertEquals([source.size, source.classes, source.labels], [5, ["x", "y"], Int32Array.of(0, 0, 0, 1, 1)], start);
    assertEquals(await levelsOf(source, [1, 4, 0, 3, 1]), [30, 140, 10, 140, 30], start);
    await settle();
    source.dispose();
    assertEquals(warnings, [
      `3 of 6 images of ${folder}/images cannot be read: x/b.png (it is no image), y/e.png (it is no image), ` +
      "y/f.png (it is empty). They are left out; deno task data names them all",
    ]);
  }
});

Deno.test("what is found before training ends is named then", async () => {
  const folder = await folderOf(FOUR);
  await Deno.writeTextFile(`${folder}/images/e.png`, "");
  const { source, warnings } = await open(folder);
  source.dispose();
  assertEquals(warnings.length, 1);
  assertStringIncludes(warnings[0]!, "1 of 5 images");
});

Deno.test("where strict, the first image that cannot be read ends it", async () => {
  const folder = await folderOf(CLASSES);
  await Deno.writeTextFile(`${folder}/images/x/b.png`, "no image");
  const { source } = await open(folder, { strict: true });
  await assertRejects(() => source.read(Int32Array.of(0, 1)), UnreadableImage, "images/x/b.png: it is no image");
  source.dispose();
  const other = await open(folder, { strict: true });
  assertEquals(await levelsOf(other.source, [0]), [10]); // the others are read meanwhile
  await settle();
  await assertRejects(() => other.source.read(Int32Array.of(0)), UnreadableImage, "images/x/b.png: it is no image");
  other.source.dispose();
  await Deno.writeTextFile(`${folder}/images/x/0.png`, "");
  await assertRejects(() => open(folder, { strict: true }), UnreadableImage, "images/x/0.png: it is empty");
});

Deno.test("a class of which no image can be read is named", async () => {
  const folder = await folderOf(CLASSES);
  for (const name of ["y/d.png", "y/e.png"]) await Deno.writeTextFile(`${folder}/images/${name}`, "no image");
  const { source } = await open(folder);
  await assertRejects(
    () => source.read(Int32Array.of(0, 3)),
    RangeError,
    `Cannot read images of ${folder}/images as at least one of class y must be readable: of y/d.png, it is no image`,
  );
  source.dispose();
});

Deno.test("an image that vanishes is left out, unless it was read before, and may come back at the next start", async () => {
  const folder = await folderOf(FOUR), { source, warnings } = await open(folder);
  assertEquals(await levelsOf(source, [0]), [10]);
  await Deno.rename(`${folder}/images/a.png`, `${folder}/a.png`);
  assertEquals(await levelsOf(source, [0]), [10]);
  source.dispose();
  await settle();
  assertEquals(warnings, []);
  await Deno.rename(`${folder}/a.png`, `${folder}/images/a.png`);

  const cold = await open(folder, { size: 6 });
  await Deno.rename(`${folder}/images/b.png`, `${folder}/b.png`);
  assertEquals(await levelsOf(cold.source, [1]), [30]);
  await settle();
  cold.source.dispose();
  await settle();
  assertStringIncludes(cold.warnings[0]!, "b.png (it vanished)");
  await Deno.rename(`${folder}/b.png`, `${folder}/images/b.png`);
  const back = await open(folder, { size: 6 });
  assertEquals(await levelsOf(back.source, [1]), [20]);
  back.source.dispose();
});

Deno.test("a limit of pixels that was raised is heeded at the next start", async () => {
  const folder = await folderOf(FOUR), { source, warnings } = await open(folder, { pixelLimit: 50 });
  await assertRejects(
    () => source.read(Int32Array.of(0)),
    RangeError,
    "it has 12 x 9 pixels, more than the limit of 50",
  );
  source.dispose();
  assertEquals(warnings.length, 1);
  await settle();
  const again = await open(folder);
  assertEquals(await levelsOf(again.source, [0]), [10]);
  again.source.dispose();
});

Deno.test("what is damaged in the cache is decoded again", async () => {
  const folder = await folderOf(FOUR), { source } = await open(folder);
  await levelsOf(source, [0, 1, 2, 3]);
  source.dispose();
  await settle();
  const [{ name }] = [...Deno.readDirSync(`${folder}/cache`)] as [Deno.DirEntry];
  const path = `${folder}/cache/${name}/rows.bin`, bytes = await Deno.readFile(path);
  bytes[50]! ^= 255;
  await Deno.writeFile(path, bytes.subarray(0, 3 * 48));
  const { source: again, warnings } = await open(folder);
  assertEquals(await levelsOf(again, [0, 1, 2, 3]), [10, 20, 30, 40]);
  assertEquals(warnings.length, 1);
  assertStringIncludes(warnings[0]!, "is damaged");
  again.dispose();
});

Deno.test("reads at once get the same rows, and each image is decoded once", async () => {
  const levels = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`${100 + index}.png`, index * 5]));
  const { source } = await open(await folderOf(levels), { decodes: 3 });
  const rows = Array.from({ length: 40 }, (_, row) => row);
  const all = await Promise.all([rows, rows.toReversed(), rows].map((wanted) => levelsOf(source, wanted)));
  assertEquals(all, [rows, rows.toReversed(), rows].map((wanted) => wanted.map((row) => row * 5)));
  source.dispose();
});

for (
  const [options, message] of [
    [{ size: 0 }, "size must be one or two integers from 1 to 4096: current value is 0"],
    [{ size: [64, 1.5] }, "size must be one or two integers from 1 to 4096: current value is [64, 1.5]"],
    [{ channels: 4 as 3 }, "channels must be 1 or 3: current value is 4"],
    [{ fit: "crop" as "cover" }, "fit must be cover, contain or stretch: current value is crop"],
    [{ background: [0, 0, 256] }, "background must be three integers from 0 to 255: current value is [0,0,256]"],
    [{ pixelLimit: 0 }, "pixelLimit must be a positive integer: current value is 0"],
    [{ range: [1, 1] }, "range must be two finite numbers, the lower one first: current value is [1, 1]"],
    [{ decodes: 0 }, "decodes must be a positive integer: current value is 0"],
  ] as readonly (readonly [ImageFolderOptions, string])[]
) {
  Deno.test(`refused: ${message}`, async () => {
    await assertRejects(() => open("/nowhere", options), RangeError, message);
  });
}

Deno.test("a folder that is not there is refused, and no cache is made", async () => {
  const folder = await Deno.makeTempDir({ prefix: "forger-images-" });
  await assertRejects(() => open(folder), RangeError, "images must be a folder: there is nothing of that name");
  assert([...Deno.readDirSync(folder)].length === 0);
});

Deno.test("an empty text is no folder, as it would be the current one", async () => {
  const message = 'folder must not be empty: current value is "", and the current folder is "."';
  await assertRejects(() => imageFolder(""), RangeError, message);
  const folder = await folderOf({ "1.png": 0 });
  await assertRejects(
    () => imageFolder(folder, { cacheFolder: "" }),
    RangeError,
    'cacheFolder must not be empty: current value is "", and leaving it out takes the user\'s cache folder',
  );
});

// A library's thread that still decodes when the module ends would bring down the process.
Deno.test("what is decoded ahead comes to its end", () => new Promise<void>((resolve) => setTimeout(resolve, 200)));
