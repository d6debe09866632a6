import { assertAlmostEquals } from "@std/assert";
import { digitScore } from "./digit_score.ts";

const certain = (digit: number) => Array.from({ length: 10 }, (_, index) => index === digit ? 1 : 0);
const rows = (count: number, row: (index: number) => number[]) =>
  Array.from({ length: count }, (_, index) => row(index));

Deno.test("images of one digit score 1", () => {
  assertAlmostEquals(digitScore(rows(64, () => certain(3))).score, 1, 1e-9);
});

Deno.test("images of which the classifier knows nothing score 1", () => {
  assertAlmostEquals(digitScore(rows(64, () => Array(10).fill(0.1))).score, 1, 1e-9);
});

Deno.test("two digits equally often score 2, with no error where all batches are alike", () => {
  const { score, standardError } = digitScore(rows(96, (index) => certain(index % 2)));
  assertAlmostEquals(score, 2, 1e-9);
  assertAlmostEquals(standardError, 0, 1e-9);
});

Deno.test("unequal shares score the exponential of their entropy", () => {
  const score = digitScore(rows(32, (index) => certain(index < 8 ? 0 : 1))).score;
  assertAlmostEquals(score, Math.exp(-(0.25 * Math.log(0.25) + 0.75 * Math.log(0.75))), 1e-9);
});

Deno.test("the standard error is that of the mean over batches", () => {
  const { score, standardError } = digitScore([
    ...rows(32, () => certain(0)),
    ...rows(32, (index) => certain(index % 2)),
  ]);
  assertAlmostEquals(score, 1.5, 1e-9);
  assertAlmostEquals(standardError, 0.5, 1e-9); // standard deviation √½ over √2
});
