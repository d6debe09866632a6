import { assertAlmostEquals, assertEquals } from "@std/assert";
import { curveFit, PARABOLA } from "./curve_fit.ts";

Deno.test("points evenly spread on the curve fit it without error", () => {
  const points = Array.from({ length: 1000 }, (_, row) => (row + 0.5) / 1000 - 0.5).flatMap((x) => [x, x * x]);
  const { bins, deviation, error, inside } = curveFit(points, PARABOLA);
  assertEquals([bins, inside], [20, 1]);
  assertAlmostEquals(error, 0, 1e-12);
  assertAlmostEquals(deviation, 1 / Math.sqrt(12), 1e-6);
});

Deno.test("error, bins, deviation and share follow the points", () => {
  const points = [-0.5, 0.35, -0.46, 0.2116, 0.3, 0.09, 0.5, 0.05];
  const { bins, deviation, error, inside } = curveFit(points, PARABOLA);
  assertEquals([bins, inside], [2, 0.75]); // the first two share a bin, the last is beyond the domain
  assertAlmostEquals(error, (0.1 + 0.2) / 4, 1e-12);
  const mean = -0.04;
  const squares = [-0.5, -0.46, 0.3, 0.5].reduce((sum, x) => sum + (x - mean) ** 2, 0);
  assertAlmostEquals(deviation, Math.sqrt(squares / 4), 1e-12);
});

Deno.test("a cloud away from the curve has neither bins nor a small error", () => {
  const { bins, error } = curveFit([2, 0, 2, 0], PARABOLA);
  assertEquals([bins, error], [0, 4]);
});
