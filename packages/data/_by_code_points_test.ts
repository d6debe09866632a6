import { assertEquals } from "@std/assert";
import { byCodePoints } from "./_by_code_points.ts";

/** Each one's first code point that differs from the one before is a greater one. */
const ORDERED = ["", "A", "Z", "a", "a-2", "a/1", "a/1.png", "a1", "aa", "é", "中", "中1", "ﬀ", "😀", "😀1", "😁"];

Deno.test("texts are ordered by their code points, the ones beyond 16 bits last", () => {
  assertEquals(ORDERED.toReversed().sort(byCodePoints), ORDERED);
  for (const [index, first] of ORDERED.entries()) {
    for (const [other, second] of ORDERED.entries()) {
      assertEquals(Math.sign(byCodePoints(first, second)), Math.sign(index - other), `${first} and ${second}`);
    }
  }
});
