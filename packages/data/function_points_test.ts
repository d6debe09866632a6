import { startCompute } from "@forger/core";
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { functionPoints, type FunctionPointsOptions } from "./function_points.ts";

await startCompute({ backend: "cpu" });

const DOMAIN = [-0.5, 0.5] as const;

Deno.test("functionPoints puts x into the middle of equal parts of the domain", () => {
  const source = functionPoints({ f: (x) => 10 * x, domain: [1, 3], count: 5 });
  const points = source.gather(tf.range(0, 5, 1, "int32")).arraySync() as number[][];
  assertEquals(source.size, 5);
  [1.2, 1.6, 2, 2.4, 2.8].forEach((x, row) => {
    assertAlmostEquals(points[row]![0]!, x, 1e-6);
    assertAlmostEquals(points[row]![1]!, 10 * x, 1e-5);
  });
});

Deno.test("functionPoints of a parabola has the moments of a uniform x", () => {
  const source = functionPoints({ f: (x) => x * x, domain: DOMAIN });
  assertEquals([source.name, source.size, source.shape], ["function", 65_536, [2]]);
  const values = [...source.gather(tf.range(0, source.size, 1, "int32")).dataSync()];
  const mean = (power: number, axis: number) =>
    values.reduce((sum, value, index) => index % 2 === axis ? sum + value ** power : sum, 0) / source.size;
  // of x uniform in [-1/2, 1/2] and y = x², by their integrals
  for (const [power, axis, expected] of [[1, 0, 0], [2, 0, 1 / 12], [1, 1, 1 / 12], [2, 1, 1 / 80]] as const) {
    assertAlmostEquals(mean(power, axis), expected, 1e-7);
  }
});

Deno.test("the range of functionPoints holds the domain and all y", () => {
  const range = (f: (x: number) => number) => functionPoints({ f, domain: DOMAIN, count: 4 }).range;
  assertEquals(range((x) => x * x), [-0.5, 0.5]);
  assertEquals(range((x) => 8 * x), [-3, 3]);
  assertEquals(range(() => 7), [-0.5, 7]);
});

const faults: [options: Partial<FunctionPointsOptions>, message: string][] = [
  [{ domain: [1, 1] }, "domain must be two finite numbers, the lower one first: current value is [1, 1]"],
  [{ domain: [0, Infinity] }, "domain must be two finite numbers"],
  [{ count: 0 }, "count must be a positive integer: current value is 0"],
  [{ count: 2.5 }, "count must be a positive integer: current value is 2.5"],
  [{ f: (x) => 1 / x, count: 3 }, "f(x) must be finite: current value is Infinity at x = 0"],
  [{ f: Math.log, count: 2 }, "f(x) must be finite: current value is NaN at x = -0.25"],
  [{ f: () => 1e300 }, "f(x) must be finite: current value is 1e+300"], // not as float32
];

for (const [options, message] of faults) {
  Deno.test(`functionPoints refuses what gives "${message}"`, () => {
    const create = () => functionPoints({ f: (x) => x, domain: DOMAIN, name: "mine", ...options });
    assertThrows(create, RangeError, `Cannot create source mine as ${message}`);
  });
}
