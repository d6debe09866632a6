import type { MetricCard } from "./metric_card.ts";
import type { MetricValue } from "./metric_value.ts";

/** What {@linkcode compareValues} finds. */
export interface ValueComparison {
  /** The second value less the first: below 0 where the second is less. */
  readonly difference: number;
  /** The standard deviation of the difference of two repeats; 0 where neither value was repeated. */
  readonly standardDeviation: number;
}

/**
 * Compares two values of a metric, if they were measured in the same way.
 *
 * Seeds may differ in number and value: another seed is another repeat of the same measurement.
 *
 * @throws {TypeError} If the cards differ otherwise; the message lists every difference.
 *
 * @example
 * ```ts
 * import { compareValues, type MetricCard, metricValue } from "@forger/metrics";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const card: MetricCard = {
 *   metric: "frechet distance",
 *   settings: {},
 *   extractor: { name: "pixels", hash: "0f" },
 *   realCount: 1000,
 *   fakeCount: 1000,
 *   resizing: "none",
 *   seeds: [1],
 * };
 * const before = metricValue(card, [8]);
 * assertEquals(compareValues(before, metricValue(card, [6])).difference, -2);
 * assertThrows(() => compareValues(before, metricValue({ ...card, fakeCount: 500 }, [6])), TypeError, "fakeCount");
 * ```
 */
export function compareValues(first: MetricValue, second: MetricValue): ValueComparison {
  const differences = differencesOf(first.card, second.card);
  if (differences.length > 0) {
    throw new TypeError(
      `Cannot compare values of ${first.card.metric} as they must be measured in the same way: ${
        differences.join("; ")
      }`,
    );
  }
  return {
    difference: second.value - first.value,
    standardDeviation: Math.hypot(first.standardDeviation, second.standardDeviation),
  };
}

function differencesOf(first: MetricCard, second: MetricCard): string[] {
  const firstFacts = factsOf(first), secondFacts = factsOf(second);
  const names = [...new Set([...firstFacts.keys(), ...secondFacts.keys()])];
  const text = (facts: Map<string, unknown>, name: string) =>
    facts.has(name) ? JSON.stringify(facts.get(name)) : "none";
  return names.filter((name) => !Object.is(firstFacts.get(name), secondFacts.get(name)))
    .map((name) => `${name} is ${text(firstFacts, name)} and ${text(secondFacts, name)}`);
}

function factsOf({ metric, settings, extractor, realCount, fakeCount, resizing }: MetricCard): Map<string, unknown> {
  return new Map<string, unknown>([
    ["metric", metric],
    ...Object.entries(settings).map(([name, value]): [string, unknown] => [`settings.${name}`, value]),
    ["extractor.name", extractor.name],
    ["extractor.hash", extractor.hash],
    ["realCount", realCount],
    ["fakeCount", fakeCount],
    ["resizing", resizing],
  ]);
}
