import { type MetricCard, metricValue } from "@forger/metrics";
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { studentQuantile } from "./_student_quantile.ts";
import { compareEvaluations } from "./compare_evaluations.ts";
import type { EvaluatedValue } from "./evaluated_value.ts";

const card: MetricCard = {
  metric: "frechet-distance",
  settings: {},
  extractor: { name: "pixels", hash: "0f" },
  realCount: 1000,
  fakeCount: 1000,
  resizing: "none",
  seeds: [],
};

function measured(
  repeats: readonly number[],
  better: EvaluatedValue["better"] = "lower",
  changes: Partial<MetricCard> = {},
): EvaluatedValue {
  const seeds = repeats.map((_, index) => index);
  return { name: "frechet-distance", better, repeats, ...metricValue({ ...card, seeds, ...changes }, repeats) };
}

// of 1 and 2 degrees in closed form, tan(0.475 π) and p √(2 / (1 - p²)) with p 0.95; others from tables of the distribution
const quantiles: [freedom: number, expected: number][] = [
  [1, Math.tan(0.475 * Math.PI)],
  [2, 0.95 * Math.sqrt(2 / (1 - 0.95 ** 2))],
  [3, 3.182446305],
  [4, 2.776445105],
  [10, 2.228138852],
  [30, 2.042272456],
  [1e7, 1.959963985],
];

for (const [freedom, expected] of quantiles) {
  Deno.test(`Student's quantile of 0.975 with ${freedom} degrees of freedom is ${expected}`, () => {
    assertAlmostEquals(studentQuantile(0.975, freedom), expected, 1e-6);
  });
}

Deno.test("between whole degrees of freedom the quantile falls", () => {
  const values = [2, 2.5, 3, 3.5, 4].map((freedom) => studentQuantile(0.975, freedom));
  assertEquals(values, values.toSorted((one, other) => other - one));
});

Deno.test("the interval is Welch's", () => {
  // variances of the means 1 / 3 and (32 / 3) / 4
  const { difference, interval } = compareEvaluations(measured([9, 10, 11]), measured([16, 24, 20, 20]));
  const variance = 1 / 3 + 8 / 3;
  const freedom = variance ** 2 / ((1 / 3) ** 2 / 2 + (8 / 3) ** 2 / 3);
  assertEquals(difference, 10);
  assertAlmostEquals(interval!, studentQuantile(0.975, freedom) * Math.sqrt(variance), 1e-9);
});

const verdicts: [
  what: string,
  first: EvaluatedValue,
  second: EvaluatedValue,
  isClear: boolean | undefined,
  better: string | undefined,
][] = [
  ["a lower distance", measured([8, 9, 10]), measured([3, 4, 5]), true, "second"],
  ["a higher distance", measured([3, 4, 5]), measured([8, 9, 10]), true, "first"],
  ["a higher score", measured([3, 4, 5], "higher"), measured([8, 9, 10], "higher"), true, "second"],
  ["a lower score", measured([8, 9, 10], "higher"), measured([3, 4, 5], "higher"), true, "first"],
  [
    "a value of which neither is better",
    measured([3, 4, 5], "neither"),
    measured([8, 9, 10], "neither"),
    true,
    undefined,
  ],
  ["a difference within the scatter", measured([3, 4, 5]), measured([4, 5, 6]), false, undefined],
  ["values that do not scatter", measured([8, 8, 8]), measured([7, 7, 7]), true, "second"],
  ["equal values", measured([8, 8]), measured([8, 8]), false, undefined],
  ["single repeats", measured([8]), measured([3]), undefined, undefined],
  ["one single repeat", measured([8, 9, 10]), measured([3]), undefined, undefined],
];

for (const [what, first, second, isClear, better] of verdicts) {
  Deno.test(`of ${what} the comparison says so`, () => {
    const comparison = compareEvaluations(first, second);
    assertEquals([comparison.isClear, comparison.better], [isClear, better]);
  });
}

Deno.test("values that were measured in different ways are not compared, and the fields are named", () => {
  const second = measured([3, 4, 5], "lower", { realCount: 500, extractor: { name: "pixels", hash: "10" } });
  assertThrows(
    () => compareEvaluations(measured([8, 9, 10]), second),
    TypeError,
    'extractor.hash is "0f" and "10"; realCount is 1000 and 500',
  );
});
