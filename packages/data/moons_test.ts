import { startCompute } from "@forger/core";
import { assertAlmostEquals, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { moons } from "./moons.ts";
import type { Source } from "./source.ts";
import { spirals } from "./spirals.ts";

await startCompute({ backend: "cpu" });

const all = ({ size }: Source) => tf.range(0, size, 1, "int32");
const valuesOf = (source: Source): number[] => Array.from(source.gather(all(source)).dataSync());

/** The points of a class, in their order. */
function pointsOf(source: Source, label: number): number[][] {
  const labels = source.gatherLabels!(all(source)).dataSync(), values = valuesOf(source);
  return [...labels.keys()].filter((row) => labels[row] === label).map((
    row,
  ) => [values[2 * row]!, values[2 * row + 1]!]);
}

Deno.test("moons without noise are half circles in equal angles, with both ends", () => {
  const half = Math.SQRT1_2;
  // angles of 0, 45, 90, 135 and 180 degrees
  const upper = [[1, 0], [half, half], [0, 1], [-half, half], [-1, 0]];
  const lower = [[0, 0.5], [1 - half, 0.5 - half], [1, -0.5], [1 + half, 0.5 - half], [2, 0.5]];
  const source = moons({ stddev: 0, count: 10 });
  for (const [label, expected] of [upper, lower].entries()) {
    const points = pointsOf(source, label);
    assertEquals(points.length, 5);
    expected.forEach((point, index) => {
      point.forEach((value, axis) => assertAlmostEquals(points[index]![axis]!, value, 1e-6));
    });
  }
});

Deno.test("moons of an odd number of points give the lower one the point more, and both their ends", () => {
  const source = moons({ stddev: 0, count: 5 });
  const near = (points: number[][]) => points.map((point) => point.map((value) => Math.round(1e5 * value) / 1e5 + 0));
  assertEquals(near(pointsOf(source, 0)), [[1, 0], [-1, 0]]);
  assertEquals(near(pointsOf(source, 1)), [[0, 0.5], [1, -0.5], [2, 0.5]]);
  assertEquals(near(pointsOf(moons({ stddev: 0, count: 1 }), 1)), [[0, 0.5]]);
});

for (const [label, create] of [["moons", moons], ["spirals", spirals]] as const) {
  Deno.test(`the noise of ${label} is normal, of its deviation on either axis, and apart from the points`, () => {
    const count = 20_000, stddev = 0.3;
    const clean = valuesOf(create({ stddev: 0, count }));
    const noise = valuesOf(create({ stddev, count })).map((value, index) => value - clean[index]!);
    for (const axis of [0, 1]) {
      const offsets = noise.filter((_, index) => index % 2 === axis);
      const mean = offsets.reduce((sum, offset) => sum + offset, 0) / count;
      const deviation = Math.sqrt(offsets.reduce((sum, offset) => sum + offset * offset, 0) / count);
      const beyond = offsets.filter((offset) => Math.abs(offset) > 2 * stddev).length / count;
      const error = stddev / Math.sqrt(count); // the standard error of a mean
      assertAlmostEquals(mean, 0, 5 * error);
      assertAlmostEquals(deviation, stddev, 5 * error / Math.SQRT2);
      assertAlmostEquals(beyond, 0.0455, 5 * Math.sqrt(0.0455 * 0.9545 / count));
    }
    const product = noise.reduce((sum, offset, index) => index % 2 ? sum : sum + offset * noise[index + 1]!, 0) / count;
    assertAlmostEquals(product, 0, 5 * stddev ** 2 / Math.sqrt(count));
  });

  Deno.test(`${label} are a function of their seed`, () => {
    const first = valuesOf(create({ seed: 1, count: 100 }));
    assertEquals(valuesOf(create({ seed: 1, count: 100 })), first);
    assertNotEquals(valuesOf(create({ seed: 2, count: 100 })), first);
    assertEquals(valuesOf(create({ count: 100 })), valuesOf(create({ count: 100, seed: 0 })));
    assertEquals(create().size, 65_536);
  });
}

const faults: [options: Parameters<typeof moons>[0], message: string][] = [
  [{ stddev: NaN }, "stddev must be 0 or a positive number: current value is NaN"],
  [{ count: 1.5 }, "count must be a positive integer: current value is 1.5"],
  [{ seed: -1 }, "seed must be an integer from 0 to 2^53 - 1: current value is -1"],
];

for (const [options, message] of faults) {
  Deno.test(`moons are refused: ${message}`, () => {
    assertThrows(() => moons(options), RangeError, `Cannot create source moons as ${message}`);
  });
}
