import { assertEquals, assertGreater, assertLess, assertNotEquals, assertThrows } from "@std/assert";
import { epochPermutation } from "./permutation.ts";

for (const size of [1, 2, 3, 4097, 60_000]) {
  Deno.test(`epochPermutation visits each of ${size} rows once`, () => {
    const order = epochPermutation(size, 1, 0);
    assertEquals(order.length, size);
    assertEquals(order.toSorted(), Int32Array.from({ length: size }, (_, index) => index));
  });
}

Deno.test("epochPermutation depends on size, seed and epoch alone", () => {
  const order = epochPermutation(1000, 7, 3);
  assertEquals(epochPermutation(1000, 7, 3), order);
  assertNotEquals(epochPermutation(1000, 8, 3), order);
  assertNotEquals(epochPermutation(1000, 7 + 2 ** 32, 3), order);
  assertNotEquals(epochPermutation(1000, 7, 4), order);
});

Deno.test("epochPermutation keeps its orders from version to version", () => {
  assertEquals([...epochPermutation(8, 42, 0)], [0, 6, 5, 2, 1, 3, 4, 7]);
  assertEquals([...epochPermutation(8, 42, 1)], [6, 5, 0, 4, 1, 7, 3, 2]);
});

Deno.test("epochPermutation makes every order equally likely", () => {
  const counts = new Map<string, number>();
  const draws = 24_000;
  for (let epoch = 0; epoch < draws; epoch++) {
    const order = epochPermutation(4, 2024, epoch).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assertEquals(counts.size, 24);
  const expected = draws / 24;
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  // 23 degrees of freedom: 99.9 % of fair shuffles lie below 49.7, and 99.9 % above 7.5
  assertLess(chiSquare, 49.7);
  assertGreater(chiSquare, 7.5);
});

Deno.test("epochPermutation puts every row everywhere equally often", () => {
  const size = 20, draws = 4000;
  const counts = new Float64Array(size * size);
  for (let epoch = 0; epoch < draws; epoch++) {
    epochPermutation(size, 5, epoch).forEach((row, place) => counts[row * size + place]!++);
  }
  const expected = draws / size;
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  // 361 degrees of freedom: mean 361, standard deviation 26.9; within four of them
  assertLess(chiSquare, 361 + 4 * 26.9);
  assertGreater(chiSquare, 361 - 4 * 26.9);
});

const faults: [size: number, seed: number, epoch: number, message: string][] = [
  [0, 1, 0, "size must be an integer from 1 to 2147483647: current value is 0"],
  [1.5, 1, 0, "size must be"],
  [NaN, 1, 0, "size must be"],
  [4, -1, 0, "seed must be an integer from 0 to 9007199254740991: current value is -1"],
  [4, 1, -1, "epoch must be an integer from 0 to 4294967295: current value is -1"],
];

for (const [size, seed, epoch, message] of faults) {
  Deno.test(`epochPermutation refuses size ${size}, seed ${seed}, epoch ${epoch}`, () => {
    assertThrows(() => epochPermutation(size, seed, epoch), RangeError, message);
  });
}
