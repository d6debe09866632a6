import { startCompute } from "@forger/core";
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import type { Source } from "./source.ts";
import { spirals } from "./spirals.ts";

await startCompute({ backend: "cpu" });

const all = ({ size }: Source) => tf.range(0, size, 1, "int32");
const pointsOf = (source: Source) => source.gather(all(source)).arraySync() as [x: number, y: number][];

Deno.test("spirals without noise lie on the curve of their arm, further out with every point", () => {
  for (const { arms, turns, radius } of [{ arms: 2, turns: 1.5, radius: 2 }, { arms: 3, turns: 0.75, radius: 5 }]) {
    const source = spirals({ arms, turns, radius, stddev: 0, count: 40 * arms });
    pointsOf(source).forEach(([x, y], row) => {
      const arm = row % arms, distance = Math.hypot(x, y);
      assertAlmostEquals((distance / radius) ** 2, (Math.floor(row / arms) + 0.5) / 40, 1e-6);
      // turned back by the arm's start and by what it has wound, every point is on the axis to the right
      const angle = 2 * Math.PI * (arm / arms + turns * distance / radius);
      assertAlmostEquals(x * Math.cos(angle) + y * Math.sin(angle), distance, 1e-5);
      assertAlmostEquals(y * Math.cos(angle) - x * Math.sin(angle), 0, 1e-5);
    });
  }
});

Deno.test("spirals have known points and labels", () => {
  const source = spirals({ arms: 4, turns: 1, radius: 4, stddev: 0, count: 8 });
  const expected = [[-2, 0], [0, -2], [2, 0], [0, 2]]; // half a turn on, at half the radius
  expected.forEach((point, arm) => {
    point.forEach((value, axis) => assertAlmostEquals(pointsOf(source)[arm]![axis]!, value, 1e-6));
  });
  assertEquals(source.gatherLabels!(all(source)).arraySync(), [0, 1, 2, 3, 0, 1, 2, 3]);
  assertEquals(source.classes, ["arm 0", "arm 1", "arm 2", "arm 3"]);
});

Deno.test("points that do not go into the arms evenly leave the first arms a point more, each its own full length", () => {
  const source = spirals({ arms: 2, radius: 1, stddev: 0, count: 3 }), points = pointsOf(source);
  assertEquals(source.gatherLabels!(all(source)).arraySync(), [0, 1, 0]);
  // the first arm has two points, the second one
  [1 / 4, 1 / 2, 3 / 4].forEach((square, row) => assertAlmostEquals(Math.hypot(...points[row]!) ** 2, square, 1e-6));
});

Deno.test("a class is there for an arm without a point too", () => {
  assertEquals(spirals({ arms: 3, count: 2 }).classes, ["arm 0", "arm 1", "arm 2"]);
});

const faults: [options: Parameters<typeof spirals>[0], message: string][] = [
  [{ arms: 0 }, "arms must be a positive integer: current value is 0"],
  [{ arms: 1.5 }, "arms must be a positive integer: current value is 1.5"],
  [{ turns: 0 }, "turns must be a positive number: current value is 0"],
  [{ radius: Infinity }, "radius must be a positive number: current value is Infinity"],
  [{ stddev: -1 }, "stddev must be 0 or a positive number: current value is -1"],
  [{ count: 0 }, "count must be a positive integer: current value is 0"],
  [{ seed: 0.5 }, "seed must be an integer from 0 to 2^53 - 1: current value is 0.5"],
];

for (const [options, message] of faults) {
  Deno.test(`spirals are refused: ${message}`, () => {
    assertThrows(() => spirals(options), RangeError, `Cannot create source spirals as ${message}`);
  });
}
