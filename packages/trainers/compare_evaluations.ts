import { compareValues } from "@forger/metrics";
import { studentQuantile } from "./_student_quantile.ts";
import type { EvaluatedValue } from "./evaluated_value.ts";

/** How two generators differ in a value. */
export interface EvaluationComparison {
  /** What the value is called. */
  readonly name: string;
  /** The second value less the first. */
  readonly difference: number;
  /**
   * Half the width of Welch's 95 % interval of the difference; undefined where a value has one repeat, as its scatter is not
   * known then.
   */
  readonly interval: number | undefined;
  /** Whether the difference exceeds the scatter of the repeats: the interval does not hold 0. */
  readonly isClear: boolean | undefined;
  /** Which of the two is better; undefined where that is not clear, or neither direction is. */
  readonly better: "first" | "second" | undefined;
}

/** Two-sided. */
const CONFIDENCE = 0.95;

/**
 * Compares two generators in a value that was measured in the same way.
 *
 * The scatter is that of the latents that were drawn and of what a metric draws; that of trainings from other seeds is
 * greater, and needs several runs of each to be seen.
 *
 * @throws {TypeError} If the values' cards differ: the message lists every difference.
 * @see The generalization of "Student's" problem when several different population variances are involved. Welch, 1947,
 * https://doi.org/10.1093/biomet/34.1-2.28
 *
 * @example
 * ```ts
 * import { compareEvaluations, type EvaluatedValue } from "@forger/trainers";
 * import { metricValue } from "@forger/metrics";
 * import { assertEquals } from "@std/assert";
 *
 * const card = {
 *   metric: "frechet-distance",
 *   settings: {},
 *   extractor: { name: "pixels", hash: "0f" },
 *   realCount: 1000,
 *   fakeCount: 1000,
 *   resizing: "none",
 *   seeds: [1, 2, 3],
 * };
 * const measured = (...repeats: number[]): EvaluatedValue => {
 *   return { name: "frechet-distance", better: "lower", repeats, ...metricValue(card, repeats) };
 * };
 * const { difference, better } = compareEvaluations(measured(8, 9, 10), measured(3, 4, 5));
 * assertEquals([difference, better], [-5, "second"]);
 * assertEquals(compareEvaluations(measured(8, 9, 10), measured(8, 9, 9)).isClear, false);
 * ```
 */
export function compareEvaluations(first: EvaluatedValue, second: EvaluatedValue): EvaluationComparison {
  const { name, better } = first, { difference } = compareValues(first, second);
  const interval = halfWidth(first, second);
  const isClear = interval === undefined ? undefined : Math.abs(difference) > interval;
  const isLower = difference < 0;
  const wins = isClear && better !== "neither" ? (isLower === (better === "lower") ? "second" : "first") : undefined;
  return { name, difference, interval, isClear, better: wins };
}

function halfWidth(...values: readonly EvaluatedValue[]): number | undefined {
  if (values.some(({ repeats }) => repeats.length < 2)) return undefined;
  const parts = values.map(({ repeats: { length }, standardDeviation }) => {
    const variance = standardDeviation ** 2 / length; // of the mean
    return { variance, share: variance ** 2 / (length - 1) };
  });
  const variance = parts.reduce((sum, part) => sum + part.variance, 0);
  if (variance === 0) return 0;
  const freedom = variance ** 2 / parts.reduce((sum, { share }) => sum + share, 0);
  return studentQuantile((1 + CONFIDENCE) / 2, freedom) * Math.sqrt(variance);
}
