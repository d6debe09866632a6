import { assertEquals, assertThrows } from "@std/assert";
import { mean, median, medianRatio } from "./statistics.ts";

const medians: [values: number[], expected: number][] = [
  [[3], 3],
  [[1, 4], 2.5],
  [[9, 1, 5], 5],
  [[10, 9, 100, 1], 9.5],
  [[2, 2, 2, 7], 2],
];

for (const [values, expected] of medians) {
  Deno.test(`the median of ${values.join(", ")} is ${expected}`, () => {
    const before = [...values];
    assertEquals(median(values), expected);
    assertEquals(values, before);
  });
}

Deno.test("median refuses to say anything of nothing", () => {
  assertThrows(() => median([]), RangeError, "there must be one value or more");
});

Deno.test("medianRatio takes both numbers of a quotient from one round", () => {
  // the medians themselves are 20 and 2
  assertEquals(medianRatio([10, 20, 90], [5, 2, 1]), 10);
});

Deno.test("medianRatio leaves out rounds that lack a number", () => {
  assertEquals(medianRatio([10, undefined, 30], [1, 2, undefined]), 10);
  assertEquals(medianRatio([undefined], [1]), undefined);
});

Deno.test("the mean is the sum by the count", () => {
  assertEquals(mean([1, 2, 6]), 3);
});
