// What every source keeps to. A new source is a new row of the table.
import { CompiledStep, startCompute } from "@forger/core";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertGreaterOrEqual,
  assertLess,
  assertLessOrEqual,
  assertThrows,
} from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { arraySource } from "./array_source.ts";
import { cacheRows } from "./cache_rows.ts";
import { concatRows } from "./concat_rows.ts";
import { csvPoints } from "./csv_points.ts";
import { functionPoints } from "./function_points.ts";
import { gridOfGaussians } from "./grid_of_gaussians.ts";
import { mapRows } from "./map_rows.ts";
import { mnist } from "./mnist.ts";
import { moons } from "./moons.ts";
import { npyFile } from "./npy_file.ts";
import { ringOfGaussians } from "./ring_of_gaussians.ts";
import type { Source } from "./source.ts";
import { spirals } from "./spirals.ts";
import { splitRows } from "./split_rows.ts";
import { takeRows } from "./take_rows.ts";
import { mnistFolder } from "./testdata/mnist_folder.ts";
import { archiveFile, arrayFile, csvFile } from "./testdata/number_files.ts";
import { streamedRows } from "./testdata/streamed_rows.ts";

await startCompute();

const ramp = (length: number): Float32Array => Float32Array.from({ length }, (_, index) => Math.sin(index));

const sources: [label: string, create: () => Source | Promise<Source>][] = [
  ["mnist", () => mnist({ split: "test" })],
  ["mnist in [0, 1]", () => mnist({ split: "test", range: [0, 1] })],
  ["mnist of a folder", async () => mnist({ folder: await mnistFolder() })],
  ["arraySource of points", () => arraySource({ name: "points", values: ramp(200), shape: [2] })],
  ["arraySource of images", () => arraySource({ name: "images", values: ramp(360), shape: [4, 3, 3], range: [-1, 1] })],
  [
    "arraySource of points with labels",
    () => arraySource({ name: "points", values: ramp(20), shape: [2], labels: ramp(10).map((value) => +(value > 0)) }),
  ],
  ["functionPoints", () => functionPoints({ f: Math.exp, domain: [-1, 2] })],
  ["ringOfGaussians", () => ringOfGaussians()],
  ["gridOfGaussians", () => gridOfGaussians()],
  ["spirals", () => spirals()],
  ["moons", () => moons()],
  ["npyFile of images", async () => npyFile(await arrayFile("uint8 images"))],
  ["npyFile of floats", async () => npyFile(await arrayFile("float64"))],
  [
    "npyFile of images with labels",
    async () => npyFile(await archiveFile("stored"), { array: "images", labels: "digits", range: [0, 1] }),
  ],
  ["csvPoints", async () => csvPoints(await csvFile("x,y,side\n1,2,right\n-3,0.5,left\n"), { label: "side" })],
  ["mapRows", () => mapRows(ringOfGaussians(), (rows) => rows.square().sum(1, true), { shape: [1], range: [0, 9] })],
  ["takeRows", () => takeRows(gridOfGaussians(), { from: 5, to: 70 })],
  ["the first of splitRows", () => ownedPart(0)],
  ["the second of splitRows", () => ownedPart(1)],
  ["concatRows", () => concatRows([moons({ count: 7 }), moons({ count: 300, stddev: 1 }), moons({ count: 1 })])],
  [
    "concatRows of images by source",
    () => {
      const shape = [4, 3, 3], classes = "by-source";
      const plain = arraySource({ name: "plain", values: ramp(360), shape });
      return concatRows([plain, arraySource({ name: "wide", values: ramp(180).map((x) => 3 * x), shape })], {
        classes,
      });
    },
  ],
  ["cacheRows", () => cacheRows(mapRows(ringOfGaussians({ count: 300 }), (rows) => rows.neg(), { range: [-3, 3] }))],
  ["cacheRows of a streamed source", () => cacheRows(streamedRows())],
];

/** A part of a split whose other part is disposed already. */
function ownedPart(part: 0 | 1): Source {
  const parts = splitRows(ringOfGaussians({ count: 100 }), 0.7);
  parts[1 - part]!.dispose();
  return parts[part];
}

/** Up to 300 rows all over the source, some of them twice. */
const someIndices = ({ size }: Source): number[] => Array.from({ length: 300 }, (_, index) => (index * 7919) % size);

for (const [label, create] of sources) {
  Deno.test(`${label} has the same rows on both backends`, async () => {
    const rowsOn = async (backend: "cpu" | "tensorflow") => {
      await startCompute({ backend });
      const source = await create();
      const rows = tf.tidy(() => source.gather(tf.tensor1d(someIndices(source), "int32")).dataSync());
      source.dispose();
      return rows;
    };
    const plain = await rowsOn("cpu"), native = await rowsOn("tensorflow");
    plain.forEach((value, index) => assertAlmostEquals(native[index]!, value, 1e-6));
  });
}

for (const [label, create] of sources) {
  Deno.test(`${label} keeps to the contract of a source`, async (test) => {
    const before = tf.memory().numTensors;
    const source = await create();
    const { size, shape, range, classes } = source;
    const rowSize = shape.reduce((product, length) => product * length, 1);
    const indices = someIndices(source);

    await test.step("it says what it is", () => {
      assert(source.name.length > 0);
      assert(Number.isInteger(size) && size > 0);
      assert(shape.length > 0 && shape.every((length) => Number.isInteger(length) && length > 0));
      assertLess(range[0], range[1]);
    });

    await test.step("rows are float32 of its shape and within its range", () => {
      const rows = tf.tidy(() => source.gather(tf.tensor1d(indices, "int32")));
      assertEquals([rows.dtype, ...rows.shape], ["float32", indices.length, ...shape]);
      for (const value of rows.dataSync()) {
        assertGreaterOrEqual(value, range[0]);
        assertLessOrEqual(value, range[1]);
      }
      rows.dispose();
    });

    await test.step("rows come in the order of the indices, each as when gathered alone", () => {
      const wanted = [size - 1, 0, size - 1];
      const rows = tf.tidy(() => source.gather(tf.tensor1d(wanted, "int32")).dataSync());
      wanted.forEach((index, place) => {
        const alone = tf.tidy(() => source.gather(tf.tensor1d([index], "int32")).dataSync());
        assertEquals(rows.slice(place * rowSize, (place + 1) * rowSize), alone);
      });
    });

    await test.step("labels are int32 and name a class", () => {
      assertEquals(classes !== undefined, source.gatherLabels !== undefined);
      if (!source.gatherLabels || !classes) return;
      const labels = tf.tidy(() => source.gatherLabels!(tf.tensor1d(indices, "int32")));
      assertEquals([labels.dtype, ...labels.shape], ["int32", indices.length]);
      assert(labels.dataSync().every((label) => label >= 0 && label < classes.length));
      labels.dispose();
    });

    await test.step("modes are centres around which rows lie, one for each class", () => {
      const { modes } = source;
      if (!modes) return;
      assertEquals(modes.centers.length, classes?.length);
      const values = tf.tidy(() => source.gather(tf.tensor1d(indices, "int32")).dataSync());
      const labels = tf.tidy(() => source.gatherLabels!(tf.tensor1d(indices, "int32")).dataSync());
      values.forEach((value, index) => {
        assertAlmostEquals(value, modes.centers[labels[index >> 1]!]![index % 2]!, 6 * modes.stddev);
      });
    });

    await test.step("gathering leaves nothing behind but its result", () => {
      const numbers = tf.tensor1d(indices, "int32");
      const count = tf.memory().numTensors;
      const rows = source.gather(numbers);
      assertEquals(tf.memory().numTensors, count + 1);
      tf.dispose([rows, numbers]);
    });

    await test.step("it works inside a compiled step", async () => {
      const numbers = tf.tensor1d(indices, "int32");
      const means = (input: tf.Tensor): Record<string, tf.Tensor> => ({
        rows: source.gather(input).square().mean(),
        ...(source.gatherLabels ? { labels: source.gatherLabels(input).toFloat().mean() } : {}),
      });
      const compiled = await new CompiledStep(([input]) => means(input!), { mode: "graph" }).run([numbers], 1);
      const eager = tf.tidy(() => Object.values(means(numbers)).map((mean) => mean.dataSync()[0]!));
      eager.forEach((mean, index) => assertAlmostEquals(compiled[index]!, mean, 1e-5));
      numbers.dispose();
    });

    await test.step("it refuses indices that are not int32 [count]", () => {
      const refused = [tf.tensor1d([0]), tf.tensor2d([[0]], [1, 1], "int32")];
      for (const wrong of refused) {
        assertThrows(() => source.gather(wrong), TypeError, "indices must be int32 [count]");
        if (source.gatherLabels) assertThrows(() => source.gatherLabels!(wrong), TypeError, "int32 [count]");
      }
      tf.dispose(refused);
    });

    source.dispose();
    assertEquals(tf.memory().numTensors, before);

    await test.step("it refuses to gather once it is disposed, and may be disposed again", () => {
      source.dispose();
      const rows = tf.tensor1d([0], "int32"), message = "must not be disposed, which each run does with its data";
      assertThrows(() => source.gather(rows), Error, message);
      rows.dispose();
    });
  });
}
