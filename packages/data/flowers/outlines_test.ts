import { assertAlmostEquals, assertEquals } from "@std/assert";
import { fanOutline, petalOutline, polar, smoothOutline } from "./outlines.ts";
import type { Point } from "./painting.ts";

/** All points of a path of absolute commands, control points among them. */
function pointsOf(outline: string): Point[] {
  const numbers = outline.replaceAll(/[MCZ]/g, " ").trim().split(/\s+/).map(Number);
  assertEquals(numbers.length % 2, 0);
  assertEquals(numbers.every(Number.isFinite), true);
  return Array.from({ length: numbers.length / 2 }, (_, index) => [numbers[2 * index]!, numbers[2 * index + 1]!]);
}

/** Where the path's pieces begin and end. */
const knotsOf = (outline: string): Point[] => pointsOf(outline).filter((_, index) => index % 3 === 0);

Deno.test("polar counts degrees clockwise from the top", () => {
  const expected: [angle: number, x: number, y: number][] = [[0, 0, -2], [90, 2, 0], [180, 0, 2], [-90, -2, 0]];
  for (const [angle, x, y] of expected) {
    const place = polar(2, angle);
    assertAlmostEquals(place[0], x, 1e-12);
    assertAlmostEquals(place[1], y, 1e-12);
  }
});

Deno.test("smoothOutline goes through every point and closes", () => {
  const square: Point[] = [[0, 0], [1, 0], [1, 1], [0, 1]];
  assertEquals(knotsOf(smoothOutline(square)), [...square, [0, 0]]);
});

Deno.test("smoothOutline has no corner: control points lie opposite to each other", () => {
  const places = pointsOf(smoothOutline([[0, 0], [1, 0.2], [1.2, 1], [-0.1, 0.8]]));
  for (const at of [3, 6, 9]) {
    const [before, knot, after] = [places[at - 1]!, places[at]!, places[at + 1]!];
    assertAlmostEquals(before[0] + after[0], 2 * knot[0], 3e-4);
    assertAlmostEquals(before[1] + after[1], 2 * knot[1], 3e-4);
  }
});

Deno.test("petalOutline reaches from its base to its tip, and is as wide as it says at its belly", () => {
  const shape = { length: 2, width: 0.8, belly: 0.25, sharpness: 0.5 };
  assertEquals(knotsOf(petalOutline(shape)), [[0, 0], [-0.4, -0.5], [0, -2], [0.4, -0.5], [0, 0]]);
  assertEquals(knotsOf(petalOutline({ ...shape, lean: 0.1 }))[2], [0.1, -2]);
});

Deno.test("petalOutline is flat at a round tip and narrow at a sharp one", () => {
  const beforeTip = (sharpness: number) => pointsOf(petalOutline({ length: 1, width: 1, belly: 0.5, sharpness }))[5]!;
  assertEquals(beforeTip(0), [-0.375, -1]);
  assertEquals(beforeTip(1), [0, -0.825]);
});

Deno.test("fanOutline follows its waves from left to right", () => {
  const knots = knotsOf(fanOutline(2, 120, [0, 0.1, 0]));
  assertEquals(knots[3], [0, -2.2]);
  assertEquals(knots[2]![0], -knots[4]![0]);
  assertAlmostEquals(Math.hypot(...knots[2]!), 1.6, 1e-3); // a fifth less at its sides
  assertAlmostEquals(Math.atan2(knots[4]![0], -knots[4]![1]) * 180 / Math.PI, 60, 0.01);
});
