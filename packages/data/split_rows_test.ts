import { startCompute } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { arraySource } from "./array_source.ts";
import { epochPermutation } from "./permutation.ts";
import { readLabels } from "./read_labels.ts";
import { ringOfGaussians } from "./ring_of_gaussians.ts";
import type { Source } from "./source.ts";
import { splitRows } from "./split_rows.ts";
import { streamedRows } from "./testdata/streamed_rows.ts";

await startCompute({ backend: "cpu" });

/** Rows that are their own numbers; the first tenth of class 0, the others of class 1. */
const numbers = (size: number, labelled: boolean) =>
  arraySource({
    name: "numbers",
    values: Float32Array.from({ length: size }, (_, row) => row),
    shape: [1],
    ...labelled && { labels: Array.from({ length: size }, (_, row) => row < size / 10 ? 0 : 1) },
  });
const rowsOf = (source: Source) => [...source.gather(tf.range(0, source.size, 1, "int32")).dataSync()];
const ascending = (rows: readonly number[]) => rows.toSorted((one, other) => one - other);

for (const labelled of [false, true]) {
  Deno.test(`splitRows puts every row into exactly one part${labelled ? ", of labelled rows too" : ""}`, () => {
    for (const [size, share, count] of [[1000, 0.8, 800], [10, 0.25, 3], [7, 0.5, 4], [2, 0.5, 1]] as const) {
      const [first, second] = splitRows(numbers(size, labelled), share, { seed: 5 });
      assertEquals([first.size, second.size], [count, size - count]);
      assertEquals(ascending([...rowsOf(first), ...rowsOf(second)]), Array.from({ length: size }, (_, row) => row));
    }
  });
}

Deno.test("splitRows splits each class by the share", async () => {
  const [first, second] = splitRows(numbers(1000, true), 0.8);
  for (const [source, zeros] of [[first, 80], [second, 20]] as const) {
    const labels = await readLabels(source, [...Array(source.size).keys()]);
    assertEquals(labels, rowsOf(source).map((row) => row < 100 ? 0 : 1));
    assertEquals(labels.filter((label) => label === 0).length, zeros);
    assertEquals(source.classes, ["0", "1"]);
  }
});

Deno.test("splitRows gives what is left over to the classes of the largest remainders", async () => {
  // of classes of 3, 5 and 2 rows, half of 10: 1.5, 2.5 and 1 rows
  const labels = [0, 0, 0, 1, 1, 1, 1, 1, 2, 2];
  const [first] = splitRows(arraySource({ name: "ten", values: new Float32Array(10), shape: [1], labels }), 0.5);
  assertEquals(ascending(await readLabels(first, [0, 1, 2, 3, 4])), [0, 0, 1, 1, 2]);
});

Deno.test("splitRows chooses at random, in random order, by its seed", () => {
  const split = (seed?: number) => splitRows(numbers(1000, false), 0.5, seed === undefined ? {} : { seed }).map(rowsOf);
  const [first, second] = split(1);
  assertEquals(split(1), [first!, second!]);
  assertEquals(split(), split(0));
  assertNotEquals(split(2), [first!, second!]);
  for (const rows of [first!, second!]) {
    assertNotEquals(rows, ascending(rows));
    const mean = rows.reduce((sum, row) => sum + row, 0) / rows.length;
    assertAlmostEquals(mean, 499.5, 5 * Math.sqrt(1000 ** 2 / 12 / 500 * 0.5)); // half of a finite number of rows
  }
  assertNotEquals([...first!, ...second!], [...epochPermutation(1000, 1, 0)]); // not the order of a run's first epoch
});

Deno.test("splitRows of a streamed source has the rows and labels of the same split on the device", async () => {
  const labels = Array.from({ length: 60 }, (_, row) => row % 2);
  const values = Float32Array.from({ length: 60 }, (_, row) => row);
  const onDevice = splitRows(arraySource({ name: "numbers", values, shape: [1], labels }), 0.3, { seed: 9 });
  const read: number[] = [];
  const streamed = splitRows(streamedRows({ onRead: (rows) => void read.push(...rows) }), 0.3, { seed: 9 });
  for (const [part, source] of streamed.entries()) {
    read.length = 0;
    await source.read(Int32Array.from({ length: source.size }, (_, row) => row));
    assertEquals(read, rowsOf(onDevice[part]!));
    assertEquals([...source.labels!], read.map((row) => row % 2));
  }
});

Deno.test("splitRows keeps modes, and says in its names which part it is", () => {
  const [first, second] = splitRows(ringOfGaussians({ count: 80 }), 0.5);
  assertEquals([first.name, second.name], ["ring of Gaussians, part 1 of 2", "ring of Gaussians, part 2 of 2"]);
  assert(first.modes && second.modes);
});

Deno.test("splitRows disposes its source with the second of its parts, once", () => {
  for (const order of [[0, 1], [1, 0]] as const) {
    let disposed = 0;
    const parts = splitRows({ ...numbers(10, false), dispose: () => disposed++ }, 0.5);
    parts[order[0]].dispose();
    parts[order[0]].dispose(); // twice is not both
    assertEquals(disposed, 0);
    assertEquals(rowsOf(parts[order[1]]).length, 5);
    parts[order[1]].dispose();
    parts[order[1]].dispose();
    assertEquals(disposed, 1);
  }
});

const faults: [share: number, message: string][] = [
  [0, "share must be between 0 and 1: current value is 0"],
  [1, "share must be between 0 and 1: current value is 1"],
  [NaN, "share must be between 0 and 1: current value is NaN"],
  [0.04, "share must leave rows to both parts: current value is 0.04, 0 of 10 rows"],
  [0.96, "share must leave rows to both parts: current value is 0.96, 10 of 10 rows"],
];

for (const [share, message] of faults) {
  Deno.test(`splitRows refuses a share: ${message}`, () => {
    assertThrows(() => splitRows(numbers(10, false), share), RangeError, `Cannot split numbers as ${message}`);
  });
}

Deno.test("splitRows refuses a seed that is none", () => {
  assertThrows(() => splitRows(numbers(10, false), 0.5, { seed: -1 }), RangeError, "seed must be an integer from 0");
});
