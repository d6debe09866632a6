import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { compareValues } from "./compare_values.ts";
import type { MetricCard } from "./metric_card.ts";
import { metricValue } from "./metric_value.ts";

const card: MetricCard = {
  metric: "kernel distance",
  settings: { subsets: 100, degree: 3 },
  extractor: { name: "pixels", hash: "0f" },
  realCount: 1000,
  fakeCount: 900,
  resizing: "none",
  seeds: [1, 2, 3],
};

Deno.test("a value is the mean of its repeats, with their sample standard deviation", () => {
  const { value, standardDeviation } = metricValue(card, [1, 2, 6]);
  assertEquals(value, 3);
  assertAlmostEquals(standardDeviation, Math.sqrt(7), 1e-12);
  assertEquals(metricValue({ ...card, seeds: [1] }, [5]).standardDeviation, 0);
});

Deno.test("repeats that are no values are refused", () => {
  assertThrows(() => metricValue(card, []), RangeError, "there must be at least one repeat");
  assertThrows(() => metricValue(card, [1, 2]), TypeError, "a repeat for each seed: expected 3, received 2");
  assertThrows(() => metricValue(card, [1, NaN, 2]), RangeError, "repeats must be finite: current value is NaN");
});

Deno.test("values of equal cards are compared, whatever the order of their settings and their seeds", () => {
  const other = { ...card, settings: { degree: 3, subsets: 100 }, seeds: [7, 8] };
  const { difference, standardDeviation } = compareValues(metricValue(card, [1, 2, 6]), metricValue(other, [5, 11]));
  assertEquals(difference, 5);
  assertAlmostEquals(standardDeviation, 5, 1e-12); // √(7 + 18)
});

const differences: [change: Partial<MetricCard>, message: string][] = [
  [{ metric: "frechet distance" }, 'metric is "kernel distance" and "frechet distance"'],
  [{ settings: { subsets: 50, degree: 3 } }, "settings.subsets is 100 and 50"],
  [{ settings: { subsets: 100 } }, "settings.degree is 3 and none"],
  [{ settings: { subsets: 100, degree: 3, gamma: 1 } }, "settings.gamma is none and 1"],
  [{ settings: { subsets: "100", degree: 3 } }, 'settings.subsets is 100 and "100"'],
  [{ extractor: { name: "pixels", hash: "10" } }, 'extractor.hash is "0f" and "10"'],
  [{ extractor: { name: "inception", hash: "0f" } }, 'extractor.name is "pixels" and "inception"'],
  [{ realCount: 10 }, "realCount is 1000 and 10"],
  [{ fakeCount: 10 }, "fakeCount is 900 and 10"],
  [{ resizing: "area, PNG" }, 'resizing is "none" and "area, PNG"'],
];

for (const [change, message] of differences) {
  Deno.test(`values are not compared where ${message}`, () => {
    const first = metricValue(card, [1, 2, 3]), second = metricValue({ ...card, ...change }, [1, 2, 3]);
    assertThrows(() => compareValues(first, second), TypeError, `in the same way: ${message}`);
  });
}

Deno.test("all differences are listed at once", () => {
  const second = metricValue({ ...card, realCount: 5, fakeCount: 6, settings: {} }, [1, 2, 3]);
  assertThrows(
    () => compareValues(metricValue(card, [1, 2, 3]), second),
    TypeError,
    "Cannot compare values of kernel distance as they must be measured in the same way: settings.subsets is 100 and none; " +
      "settings.degree is 3 and none; realCount is 1000 and 5; fakeCount is 900 and 6",
  );
});
