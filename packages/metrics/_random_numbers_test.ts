import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { normalNumbers, randomSubsets } from "./_random_numbers.ts";

Deno.test("normal numbers have the moments of the normal distribution", () => {
  const numbers = normalNumbers(1, "test", 100_001);
  const moment = (power: number) => numbers.reduce((sum, number) => sum + number ** power, 0) / numbers.length;
  // standard errors of the moments: √(1, 2, 15, 96) / √100,000
  [[1, 0, 1], [2, 1, 2], [3, 0, 15], [4, 3, 96]].forEach(([power, expected, variance]) =>
    assert(Math.abs(moment(power!) - expected!) < 4 * Math.sqrt(variance! / 1e5), `${power}: ${moment(power!)}`)
  );
});

Deno.test("normal numbers are a function of seed and name, and more of them begin alike", () => {
  assertEquals(normalNumbers(1, "a", 7), normalNumbers(1, "a", 5000).slice(0, 7));
  assertNotEquals(normalNumbers(1, "a", 7), normalNumbers(2, "a", 7));
  assertNotEquals(normalNumbers(1, "a", 7), normalNumbers(1, "b", 7));
});

Deno.test("subsets hold different numbers, and one after another is drawn", () => {
  const draw = randomSubsets(1, "test");
  const first = draw(20, 20), second = draw(20, 20);
  const all = Int32Array.from({ length: 20 }, (_, index) => index);
  assertEquals([first.toSorted(), second.toSorted()], [all, all]);
  assertNotEquals(first, second);
});

Deno.test("all subsets are equally likely", () => {
  const draw = randomSubsets(3, "test");
  const counts = new Map<string, number>();
  for (let time = 0; time < 10_000; time++) {
    const subset = draw(5, 2).join();
    counts.set(subset, (counts.get(subset) ?? 0) + 1);
  }
  assertEquals(counts.size, 20); // ordered pairs
  // 500 are expected of each, with a standard deviation of 22
  for (const [subset, count] of counts) assert(Math.abs(count - 500) < 4.5 * 22, `${subset}: ${count}`);
});
