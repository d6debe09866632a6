import { assertAlmostEquals, assertEquals } from "@std/assert";
import { frameOf, pixelsOf } from "./paint.ts";

Deno.test("grey values become grey pixels, cut off outside of the range", () => {
  assertEquals([...pixelsOf([-2, 0, 2, 9], { range: [-2, 2], shape: [2, 2, 1] })], [
    ...[0, 0, 0, 255],
    ...[128, 128, 128, 255],
    ...[255, 255, 255, 255],
    ...[255, 255, 255, 255],
  ]);
});

Deno.test("colours keep their order", () => {
  assertEquals([...pixelsOf([0, 0.2, 1, 1, 0.4, -3], { range: [0, 1], shape: [1, 2, 3] })], [
    ...[0, 51, 255, 255],
    ...[255, 102, 0, 255],
  ]);
});

for (const value of [NaN, Infinity, -Infinity]) {
  Deno.test(`a pixel of ${value} is magenta`, () => {
    assertEquals([...pixelsOf([0, value, 0], { range: [-1, 1], shape: [1, 1, 3] })], [255, 0, 255, 255]);
  });
}

Deno.test("points are framed by the range of the data, and by those that lie beyond", () => {
  const within = frameOf([[0.5, -0.5]], [-1, 1]);
  assertAlmostEquals(within.low, -1.1, 1e-12);
  assertAlmostEquals(within.high, 1.1, 1e-12);
  const beyond = frameOf([[0, 3], [-2, NaN]], [-1, 1]);
  assertAlmostEquals(beyond.low, -2.25, 1e-12);
  assertAlmostEquals(beyond.high, 3.25, 1e-12);
});
