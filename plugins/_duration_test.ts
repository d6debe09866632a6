import { assertEquals } from "@std/assert";
import { describeDuration } from "./_duration.ts";

const cases: [milliseconds: number, words: string][] = [
  [0, "0 s"],
  [1499, "1 s"],
  [59_499, "59 s"],
  [59_500, "1 min 00 s"],
  [200_000, "3 min 20 s"],
  [3_599_499, "59 min 59 s"],
  [3_599_500, "1 h 00 min"],
  [3_900_000, "1 h 05 min"],
  [7_190_000, "2 h 00 min"],
  [360_000_000, "100 h 00 min"],
];

for (const [milliseconds, words] of cases) {
  Deno.test(`${milliseconds} ms are ${words}`, () => assertEquals(describeDuration(milliseconds), words));
}
