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

Deno.test("arraySource is not changed by later changes to the values", () => {
  const values = Float32Array.of(1, 2);
  const source = arraySource({ name: "points", values, shape: [1] });
  const row = source.gather(tf.tensor1d([0], "int32"));
  values.fill(9);
  assertEquals(row.arraySync(), [[1]]);
  assertEquals(source.gather(tf.tensor1d([0], "int32")).arraySync(), [[1]]);
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
  ["NaN", { values: Float32Array.of(1, NaN) }, RangeError, "finite: current value is NaN at index 1"],
  ["infinity", { values: Float32Array.of(-Infinity, 1) }, RangeError, "finite: current value is -Infinity at index 0"],
  ["a range upside down", { range: [1, -1] }, RangeError, "range must be two finite numbers, the lower one first"],
  ["values out of range", { range: [-1, 1] }, RangeError, "in its range [-1,1]: they reach from -3 to 4"],
];

for (const [label, options, error, message] of faults) {
  Deno.test(`arraySource refuses ${label}`, () => {
    assertThrows(() => points(options), error, message);
  });
}
