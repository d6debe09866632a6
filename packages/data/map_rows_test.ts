import { startCompute } from "@forger/core";
import { assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { arraySource } from "./array_source.ts";
import { mapRows, type MapRowsOptions } from "./map_rows.ts";
import { readRows } from "./read_rows.ts";
import { ringOfGaussians } from "./ring_of_gaussians.ts";
import { byteOf, streamedRows } from "./testdata/streamed_rows.ts";

await startCompute({ backend: "cpu" });

const indices = (...rows: number[]) => tf.tensor1d(rows, "int32");
const points = () =>
  arraySource({
    name: "points",
    values: Float32Array.of(1, 2, 3, 4, 5, 6),
    shape: [2],
    labels: [0, 1, 0],
    range: [0, 9],
  });

Deno.test("mapRows gives what the function makes of the rows, with their labels", () => {
  const source = mapRows(points(), (rows) => rows.sum(1, true).mul(10), { shape: [1], range: [0, 200], name: "sums" });
  assertEquals([source.name, source.size, source.shape, source.range], ["sums", 3, [1], [0, 200]]);
  assertEquals(source.gather(indices(2, 0)).arraySync(), [[110], [30]]);
  assertEquals(source.gatherLabels!(indices(1, 2)).arraySync(), [1, 0]);
  assertEquals(source.classes, ["0", "1"]);
});

Deno.test("mapRows keeps shape and range where nothing else is said, and names what it maps", () => {
  const source = mapRows(points(), (rows) => rows.reverse(1));
  assertEquals([source.name, source.shape, source.range], ["points, mapped", [2], [0, 9]]);
  assertEquals(source.gather(indices(0)).arraySync(), [[2, 1]]);
});

Deno.test("mapRows takes rows that are all the same", () => {
  const ones = arraySource({ name: "ones", values: Float32Array.of(1, 1), shape: [1] });
  const source = mapRows(ones, (rows) => rows.add(0));
  assertEquals([source.range, source.gather(tf.tensor1d([1], "int32")).arraySync()], [[1, 1], [[1]]]);
});

Deno.test("mapRows leaves out modes, as the rows are elsewhere", () => {
  assertEquals(mapRows(ringOfGaussians({ count: 8 }), (rows) => rows.mul(2), { range: [-9, 9] }).modes, undefined);
});

Deno.test("mapRows of a streamed source is decoded and then mapped", async () => {
  const source = mapRows(streamedRows({ range: [0, 255] }), (rows) => rows.mean([1, 2]), { shape: [1] });
  const mean = (row: number) => [0, 1, 2, 3, 4, 5].reduce((sum, place) => sum + byteOf(row, place), 0) / 6;
  const rows = (await readRows(source, [5, 1])).dataSync();
  assertEquals(rows, Float32Array.of(mean(5), mean(1)));
  assertEquals(source.labels!.slice(0, 3), Int32Array.of(0, 1, 0));
});

Deno.test("mapRows disposes its source once", () => {
  let disposed = 0;
  const source = mapRows({ ...points(), dispose: () => disposed++ }, (rows) => rows);
  source.dispose();
  source.dispose();
  assertEquals(disposed, 1);
});

const wrong: [label: string, f: (rows: tf.Tensor) => tf.Tensor, result: string][] = [
  ["of another shape", (rows) => rows.sum(1), "float32 [2]"],
  ["of fewer rows", (rows) => rows.slice([0, 0], [1, 2]), "float32 [1,2]"],
  ["of another type", (rows) => rows.toInt(), "int32 [2,2]"],
];

for (const [label, f, result] of wrong) {
  Deno.test(`mapRows refuses rows ${label}`, () => {
    const source = mapRows(points(), f, { name: "mine" });
    const message = `Cannot gather rows of mine as its function must give float32 [2,2]: current result is ${result}`;
    assertThrows(() => source.gather(indices(0, 1)), TypeError, message);
    const streamed = mapRows(streamedRows({ storedShape: [2] }), f, { name: "mine" });
    assertThrows(() => streamed.decode(tf.zeros([2, 2])), TypeError, message);
  });
}

const faults: [options: MapRowsOptions, error: typeof RangeError, message: string][] = [
  [{ shape: [] }, TypeError, "shape must be one or more positive integers: current value is []"],
  [{ shape: [2, 0] }, TypeError, "shape must be one or more positive integers: current value is [2,0]"],
  [{ range: [1, 1] }, RangeError, "range must be two finite numbers, the lower one first: current value is [1, 1]"],
];

for (const [options, error, message] of faults) {
  Deno.test(`mapRows refuses options: ${message}`, () => {
    assertThrows(
      () => mapRows(points(), (rows) => rows, options),
      error,
      `Cannot create source points, mapped as ${message}`,
    );
  });
}
