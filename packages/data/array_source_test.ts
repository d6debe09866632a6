import { startCompute } from "@forger/core";
import { assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { arraySource, type ArraySourceOptions } from "./array_source.ts";

await startCompute({ backend: "cpu" });

const points = (options: Partial<ArraySourceOptions> = {}) =>
  arraySource({ name: "points", values: Float32Array.of(-3, 0.5, 1, 2, 4, -0.25), shape: [2], ...options });

Deno.test("arraySource gathers rows in the order of their indices", () => {
  const source = points();
  assertEquals(source.gather(tf.tensor1d([2, 0, 2], "int32")).arraySync(), [[4, -0.25], [-3, 0.5], [4, -0.25]]);
});

Deno.test("arraySource takes its range from the values, or from the caller", () => {
  assertEquals(points().range, [-3, 4]);
  assertEquals(points({ range: [-10, 10] }).range, [-10, 10]);
});

Deno.test("arraySource takes values at the ends of a range that float32 rounds", () => {
  const values = Float32Array.of(0.7, 0.8), range = [0.7, 0.8] as const; // float32 has them a little below and above
  assertEquals(arraySource({ name: "shares", values, shape: [1], range }).range, range);
  assertEquals(arraySource({ name: "shares", values: values.map((x) => -x), shape: [1], range: [-0.8, -0.7] }).size, 2);
});

Deno.test("arraySource takes labels below 65,536, and any with the names of their classes", () => {
  assertEquals(points({ labels: [0, 2 ** 16 - 1, 1] }).classes!.length, 2 ** 16);
  const classes = Array.from({ length: 2 ** 16 + 1 }, (_, label) => `class ${label}`);
  assertEquals(points({ labels: [0, 2 ** 16, 1], classes }).classes!.length, 2 ** 16 + 1);
});

Deno.test("arraySource is not changed by later changes to the values", () => {
  const values = Float32Array.of(1, 2);
  const source = arraySource({ name: "points", values, shape: [1] });
  const row = source.gather(tf.tensor1d([0], "int32"));
  values.fill(9);
  assertEquals(row.arraySync(), [[1]]);
  assertEquals(source.gather(tf.tensor1d([0], "int32")).arraySync(), [[1]]);
});

const indices = (...rows: number[]) => tf.tensor1d(rows, "int32");

Deno.test("arraySource gathers the labels that belong to the rows, and names their classes by their numbers", () => {
  const labels = Int32Array.of(2, 0, 1), source = points({ labels });
  labels.fill(9);
  assertEquals(source.gatherLabels!(indices(2, 0, 2)).arraySync(), [1, 2, 1]);
  assertEquals(source.classes, ["0", "1", "2"]);
  assertEquals(points({ labels: [2, 0, 1], classes: ["a", "b", "c", "d"] }).classes, ["a", "b", "c", "d"]);
});

Deno.test("arraySource without labels has no classes", () => {
  const { classes, gatherLabels } = points();
  assertEquals([classes, gatherLabels], [undefined, undefined]);
});

Deno.test("arraySource refuses to gather rows and labels that were disposed, with the remedy", () => {
  const source = points({ labels: [0, 0, 1] });
  source.dispose();
  for (const gather of [source.gather, source.gatherLabels!]) {
    assertThrows(
      () => gather(indices(0)),
      Error,
      "Cannot gather rows of points as they must not be disposed, which each run does with its data when it ends: make the source anew for the next one, within `data`",
    );
  }
});

Deno.test("arraySource frees rows and labels", () => {
  const before = tf.memory().numTensors;
  points({ labels: [0, 0, 1] }).dispose();
  assertEquals(tf.memory().numTensors, before);
});

const faults: [label: string, options: Partial<ArraySourceOptions>, error: typeof RangeError, message: string][] = [
  ["no values", { values: new Float32Array(0) }, RangeError, "2 values each: current length is 0"],
  ["part of a row", { shape: [4] }, RangeError, "rows of shape [4], 4 values each: current length is 6"],
  [
    "a shape without axes",
    { shape: [] },
    TypeError,
    "shape must be one or more positive integers: current value is []",
  ],
  ["an axis of 0", { shape: [2, 0] }, TypeError, "current value is [2,0]"],
  [
    "a label that would ask for all memory",
    { labels: [0, 2 ** 32, 1] },
    RangeError,
    "the greatest label must be less than 65536 where no classes are named: current value is 4294967296",
  ],
  ["NaN", { values: Float32Array.of(1, NaN) }, RangeError, "finite: current value is NaN at index 1"],
  ["infinity", { values: Float32Array.of(-Infinity, 1) }, RangeError, "finite: current value is -Infinity at index 0"],
  ["a range upside down", { range: [1, -1] }, RangeError, "range must be two finite numbers, the lower one first"],
  ["too few labels", { labels: [0, 1] }, RangeError, "labels must be one for each of the 3 rows: current value is 2"],
  ["a label of no integer", { labels: [0, 0.5, 1] }, RangeError, "the label of row 1 must be an integer of 0 or more"],
  ["a label below 0", { labels: [0, 1, -1] }, RangeError, "the label of row 2 must be an integer of 0 or more"],
  [
    "a label of no class",
    { labels: [0, 1, 2], classes: ["a", "b"] },
    RangeError,
    "the label of row 2 must be an integer from 0 to 1: current value is 2",
  ],
  ["classes without labels", { classes: ["a"] }, RangeError, "classes must come with labels: current value is [a]"],
  ["values out of range", { range: [-1, 1] }, RangeError, "in its range [-1,1]: they reach from -3 to 4"],
];

for (const [label, options, error, message] of faults) {
  Deno.test(`arraySource refuses ${label}`, () => {
    assertThrows(() => points(options), error, message);
  });
}
