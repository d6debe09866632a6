import { philoxWords, streamKey } from "@forger/core";
import { assertEquals, assertGreater, assertLess, assertNotEquals } from "@std/assert";
import { FlowerRandom } from "./flower_random.ts";

Deno.test("FlowerRandom gives the words of its flower's stream one after another", () => {
  const random = new FlowerRandom(42, 17);
  const words = philoxWords(streamKey(42, "flower", 17), [0, 0, 0, 0], 150);
  for (const word of words) assertEquals(random.between(0, 2 ** 32), word);
});

Deno.test("FlowerRandom differs from flower to flower and from seed to seed", () => {
  const first = (seed: number, index: number) => new FlowerRandom(seed, index).between(0, 1);
  const numbers = [first(1, 0), first(1, 1), first(2, 0), first(2 ** 32 + 1, 0)];
  assertEquals(new Set(numbers).size, 4);
  assertNotEquals(first(1, 2 ** 32 - 1), first(1, 0));
});

Deno.test("FlowerRandom keeps to its bounds and makes all choices equally likely", () => {
  const random = new FlowerRandom(5, 0), draws = 4000;
  const counts = new Map<number, number>();
  for (let draw = 0; draw < draws; draw++) {
    const value = random.between(-2, 3);
    assertEquals(value >= -2 && value < 3, true);
    const integer = random.integer(3, 6);
    counts.set(integer, (counts.get(integer) ?? 0) + 1);
  }
  assertEquals([...counts.keys()].toSorted(), [3, 4, 5, 6]);
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - draws / 4) ** 2 / (draws / 4), 0);
  // 3 degrees of freedom: 99.9 % lie below 16.3, and 99.9 % above 0.02
  assertLess(chiSquare, 16.3);
  assertGreater(chiSquare, 0.02);
});

Deno.test("FlowerRandom picks every choice", () => {
  const random = new FlowerRandom(5, 1);
  const picked = new Set(Array.from({ length: 60 }, () => random.pick(["a", "b", "c"])));
  assertEquals([...picked].toSorted(), ["a", "b", "c"]);
});
