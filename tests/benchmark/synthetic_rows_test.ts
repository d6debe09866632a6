import { assertAlmostEquals, assertEquals } from "@std/assert";
import { syntheticRows } from "./synthetic_rows.ts";

Deno.test("images are evenly spread over their range", () => {
  const values = syntheticRows({ kind: "images", count: 100, shape: [10, 10, 1], range: [-1, 1] });
  assertEquals(values.length, 10_000);
  const below = (limit: number) => values.filter((value) => value < limit).length / values.length;
  for (const limit of [-0.9, -0.5, 0, 0.5, 0.9]) assertAlmostEquals(below(limit), (limit + 1) / 2, 2e-3);
});

Deno.test("the points of a parabola lie on it", () => {
  const values = syntheticRows({ kind: "parabola", count: 1000, shape: [2], range: [-2, 2] });
  for (let index = 0; index < values.length; index += 2) {
    assertAlmostEquals(values[index + 1]!, values[index]! ** 2, 1e-6);
  }
  assertAlmostEquals(Math.max(...values.filter((_, index) => index % 2 === 0)), 2, 1e-2);
});

Deno.test("rows are what the peers' formula gives", () => {
  const values = syntheticRows({ kind: "images", count: 1, shape: [4], range: [0, 1] });
  const expected = [0, 2654435761, 2 * 2654435761 - 2 ** 32, 3 * 2654435761 - 2 ** 32].map((value) => value / 2 ** 32);
  assertEquals([...values], expected.map(Math.fround));
});
