// What every streamed source keeps to. A new source is a new row of the table.
import { CompiledStep, startCompute } from "@forger/core";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertGreaterOrEqual,
  assertInstanceOf,
  assertLess,
  assertLessOrEqual,
  assertRejects,
} from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import sharp from "sharp";
import { cacheRows } from "./cache_rows.ts";
import { concatRows } from "./concat_rows.ts";
import { flowers } from "./flowers.ts";
import { imageFolder } from "./image_folder.ts";
import { mapRows } from "./map_rows.ts";
import { readLabels } from "./read_labels.ts";
import { readRows } from "./read_rows.ts";
import { splitRows } from "./split_rows.ts";
import { isStreamed, type StreamedSource } from "./streamed_source.ts";
import { takeRows } from "./take_rows.ts";
import { streamedRows } from "./testdata/streamed_rows.ts";

await startCompute();

/** Two sources that are stored in other ways and decoded in other ways, to rows of one shape. */
const unlike = (): StreamedSource[] => [
  streamedRows({ name: "wide", storedShape: [2, 3, 2], range: [0, 1] }),
  mapRows(streamedRows({ name: "grey", size: 7 }), (rows) => tf.concat([rows, rows.neg()], 3), { shape: [2, 3, 2] }),
  streamedRows({ name: "wider", size: 50, storedShape: [2, 3, 2], range: [-3, 5] }),
];

const cacheFolder = await Deno.makeTempDir({ prefix: "forger-contract-" });

/** A folder of plain images, each of another grey. */
async function imagesOf(count: number): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "forger-contract-" });
  for (let index = 0; index < count; index++) {
    const class_ = `${folder}/${index % 3 === 0 ? "third" : "other"}`, grey = 40 * index;
    await Deno.mkdir(class_, { recursive: true });
    await sharp({ create: { width: 9, height: 7, channels: 3, background: { r: grey, g: grey, b: grey } } }).png()
      .toFile(`${class_}/${index}.png`);
  }
  return folder;
}

const sixImages = await imagesOf(6), fourImages = await imagesOf(4);

const sources: [label: string, create: () => StreamedSource | Promise<StreamedSource>][] = [
  ["imageFolder", () => imageFolder(sixImages, { size: 5, cacheFolder })],
  [
    "imageFolder in grey",
    () => imageFolder(fourImages, { size: [3, 6], channels: 1, range: [0, 1], cacheFolder }),
  ],
  ["flowers", () => flowers({ size: 8, count: 12, cacheFolder })],
  ["a computed source", () => streamedRows()],
  ["a computed source without labels", () => streamedRows({ classes: null })],
  [
    "mapRows",
    () => mapRows(streamedRows(), (rows) => rows.sum(2).mul(2), { shape: [2, 1], range: [-6, 6], name: "sums" }),
  ],
  ["takeRows", () => takeRows(streamedRows(), { from: 11, to: 52 })],
  ["takeRows of a single row", () => takeRows(streamedRows(), 1)],
  ["the first of splitRows", () => ownedPart(0)],
  ["the second of splitRows", () => ownedPart(1)],
  ["concatRows", () => concatRows([streamedRows(), streamedRows({ name: "other", size: 9, range: [-2, 3] })])],
  ["concatRows without labels", () => concatRows([streamedRows({ classes: null }), streamedRows({ classes: null })])],
  ["concatRows of one source", () => concatRows([streamedRows()])],
  ["concatRows by source", () => concatRows(unlike(), { classes: "by-source" })],
  [
    "all of them, one of another",
    () =>
      mapRows(
        takeRows(concatRows([ownedPart(1), streamedRows({ name: "other" })], { classes: "by-source" }), { from: 2 }),
        (rows) => rows.reshape([-1, 6]),
        { shape: [6] },
      ),
  ],
];

/** A part of a split whose other part is disposed already. */
function ownedPart(part: 0 | 1): StreamedSource {
  const parts = splitRows(streamedRows(), 0.7, { seed: 3 });
  parts[1 - part]!.dispose();
  return parts[part];
}

/** Up to 100 rows all over the source, some of them twice. */
const someRows = ({ size }: StreamedSource): number[] => Array.from({ length: 100 }, (_, index) => (index * 37) % size);

const product = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

for (const [label, create] of sources) {
  Deno.test(`${label} has the same rows on both backends`, async () => {
    const rowsOn = async (backend: "cpu" | "tensorflow") => {
      await startCompute({ backend });
      const source = await create();
      const rows = await readRows(source, someRows(source)), values = rows.dataSync().slice();
      rows.dispose();
      source.dispose();
      return values;
    };
    const plain = await rowsOn("cpu"), native = await rowsOn("tensorflow");
    plain.forEach((value, index) => assertAlmostEquals(native[index]!, value, 1e-6));
  });
}

for (const [label, create] of sources) {
  Deno.test(`${label} keeps to the contract of a streamed source`, async (test) => {
    const before = tf.memory().numTensors;
    const source = await create();
    const { classes, labels, range, shape, size, storedShape } = source;
    const rowBytes = product(storedShape), rows = someRows(source);
    const bytes = await source.read(Int32Array.from(rows));
    const stored = () => tf.tensor(Float32Array.from(bytes), [rows.length, ...storedShape]);

    await test.step("it says what it is", () => {
      assert(isStreamed(source));
      assert(source.name.length > 0);
      assert(Number.isInteger(size) && size > 0);
      for (const axes of [shape, storedShape]) {
        assert(axes.length > 0 && axes.every((length) => Number.isInteger(length) && length > 0));
      }
      assertLess(range[0], range[1]);
    });

    await test.step("rows are read as bytes of the stored shape, each as when read alone", async () => {
      assertInstanceOf(bytes, Uint8Array);
      assertEquals(bytes.length, rows.length * rowBytes);
      for (const [place, row] of rows.slice(0, 12).entries()) {
        const alone = await source.read(Int32Array.of(row));
        assertEquals(bytes.slice(place * rowBytes, (place + 1) * rowBytes), alone.slice());
      }
      assertEquals((await source.read(new Int32Array(0))).length, 0);
    });

    await test.step("what is asked for is not changed", async () => {
      const asked = Int32Array.of(size - 1, 0);
      await source.read(asked);
      assertEquals(asked, Int32Array.of(size - 1, 0));
    });

    await test.step("rows are decoded to float32 of its shape and within its range", () => {
      const decoded = tf.tidy(() => source.decode(stored()));
      assertEquals([decoded.dtype, ...decoded.shape], ["float32", rows.length, ...shape]);
      for (const value of decoded.dataSync()) {
        assertGreaterOrEqual(value, range[0]);
        assertLessOrEqual(value, range[1]);
      }
      decoded.dispose();
    });

    await test.step("decoding leaves nothing behind but its result, and keeps what it was given", () => {
      const given = stored(), count = tf.memory().numTensors;
      const decoded = source.decode(given);
      assertEquals(tf.memory().numTensors, count + 1);
      assert(!given.isDisposed);
      tf.dispose([given, decoded]);
    });

    await test.step("decoding works inside a compiled step", async () => {
      const given = stored();
      const step = new CompiledStep(([input]) => ({ mean: source.decode(input!).square().mean() }), { mode: "graph" });
      const [compiled] = await step.run([given], 1);
      const [eager] = tf.tidy(() => source.decode(given).square().mean().dataSync());
      assertAlmostEquals(compiled!, eager!, 1e-5);
      step.dispose();
      given.dispose();
    });

    await test.step("there is a label for each row, of a class", async () => {
      assertEquals(classes !== undefined, labels !== undefined);
      if (!labels || !classes) {
        await assertRejects(() => readLabels(source, [0]), TypeError, "must have a label for each row");
        return;
      }
      assertInstanceOf(labels, Int32Array);
      assertEquals(labels.length, size);
      assert(labels.every((label) => label >= 0 && label < classes.length));
      assertEquals(await readLabels(source, rows), rows.map((row) => labels[row]!));
    });

    await test.step("it refuses rows that it does not have", async () => {
      for (const row of [-1, size]) {
        await assertRejects(() => source.read(Int32Array.of(0, row)), RangeError, `current value is ${row}`);
        await assertRejects(() => readRows(source, [row]), RangeError, `current value is ${row}`);
      }
      await assertRejects(() => readRows(source, [0.5]), RangeError, "current value is 0.5");
    });

    await test.step("readRows and the source that caches it have the same rows and labels", async () => {
      const streamed = await readRows(source, rows);
      assertEquals([streamed.dtype, ...streamed.shape], ["float32", rows.length, ...shape]);
      const cached = await cacheRows(source); // which it owns from now on
      assertEquals(
        [cached.name, cached.size, cached.shape, cached.range, cached.classes],
        [source.name, size, shape, range, classes],
      );
      const kept = await readRows(cached, rows);
      assertEquals(kept.dataSync(), streamed.dataSync());
      if (labels) assertEquals(await readLabels(cached, rows), rows.map((row) => labels[row]!));
      tf.dispose([streamed, kept]);
      cached.dispose();
    });

    assertEquals(tf.memory().numTensors, before);
  });
}

// A library's thread that still decodes when the module ends would bring down the process.
Deno.test("what is decoded ahead comes to its end", () => new Promise<void>((resolve) => setTimeout(resolve, 200)));
