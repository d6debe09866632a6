import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { countModes } from "./count_modes.ts";

const square = { centers: [[0, 0], [1, 0], [0, 1], [1, 1]], stddev: 0.1 } as const;

Deno.test("a point is of high quality up to three deviations from its nearest centre, and not beyond", () => {
  const counted = (x: number, y: number) => countModes([x, y], square);
  for (const [x, y] of [[0, 0], [0.2999, 0], [1.2, 0.8], [0.79, 0.79], [-0.2, -0.2]] as const) {
    assertEquals(counted(x, y), { covered: 1, highQuality: 1 }, `(${x}, ${y})`);
  }
  for (const [x, y] of [[0.3001, 0], [0.22, 0.22], [0.5, 0.5], [9, 9], [NaN, 0], [Infinity, 0]] as const) {
    assertEquals(counted(x, y), { covered: 0, highQuality: 0 }, `(${x}, ${y})`);
  }
});

Deno.test("where modes overlap, a point counts for the nearest alone", () => {
  assertEquals(countModes([0.4, 0], { centers: [[0, 0], [1, 0]], stddev: 1 }), { covered: 1, highQuality: 1 });
});

Deno.test("a mode is covered by the least number of high-quality points", () => {
  const points = [0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 5, 5]; // three, two, one and none
  const covered = [1, 2, 3, 4].map((least) => countModes(points, square, { least }).covered);
  assertEquals(covered, [3, 2, 1, 0]);
  assertEquals(countModes(points, square).covered, 3);
  assertAlmostEquals(countModes(points, square, { least: 4 }).highQuality, 6 / 7, 1e-12);
});

Deno.test("the points may be a tensor's values", () => {
  assertEquals(countModes(Float32Array.of(0, 0, 1, 1), square), { covered: 2, highQuality: 1 });
});

for (
  const [points, least, message] of [
    [[], 1, "points must be one or more pairs of numbers: current length is 0"],
    [[1, 2, 3], 1, "points must be one or more pairs of numbers: current length is 3"],
    [[1, 2], 0, "least must be a positive integer: current value is 0"],
    [[1, 2], 1.5, "least must be a positive integer: current value is 1.5"],
  ] as const
) {
  Deno.test(`countModes refuses [${points}] with least ${least}`, () => {
    assertThrows(() => countModes(points, square, { least }), RangeError, `Cannot count modes as ${message}`);
  });
}
