import type { MetricCard } from "./metric_card.ts";

/** A measured value with all that is needed to tell what it may be compared with. */
export interface MetricValue {
  /** How it was measured. */
  readonly card: MetricCard;
  /** The mean over the repeats. */
  readonly value: number;
  /** The sample standard deviation over the repeats (divided by their number less 1); 0 where there was one. */
  readonly standardDeviation: number;
}

/**
 * Makes a metric's value of its repeats, one for each seed of the card.
 *
 * @param repeats The values measured, in the order of the card's seeds.
 * @throws {RangeError} If there is no repeat, or one is not finite.
 * @throws {TypeError} If there are more or fewer repeats than seeds.
 *
 * @example
 * ```ts
 * import { metricValue } from "@forger/metrics";
 * import { assertEquals } from "@std/assert";
 *
 * const card = {
 *   metric: "kernel distance",
 *   settings: { degree: 3 },
 *   extractor: { name: "pixels", hash: "0f" },
 *   realCount: 1000,
 *   fakeCount: 1000,
 *   resizing: "none",
 *   seeds: [1, 2, 3],
 * };
 * assertEquals(metricValue(card, [4, 6, 8]), { card, value: 6, standardDeviation: 2 });
 * ```
 */
export function metricValue(card: MetricCard, repeats: readonly number[]): MetricValue {
  if (repeats.length === 0) throw new RangeError("Cannot make a metric's value as there must be at least one repeat");
  if (repeats.length !== card.seeds.length) {
    throw new TypeError(
      `Cannot make a value of ${card.metric} as there must be a repeat for each seed: ` +
        `expected ${card.seeds.length}, received ${repeats.length}`,
    );
  }
  const fault = repeats.find((repeat) => !Number.isFinite(repeat));
  if (fault !== undefined) {
    throw new RangeError(`Cannot make a value of ${card.metric} as repeats must be finite: current value is ${fault}`);
  }
  const value = repeats.reduce((sum, repeat) => sum + repeat, 0) / repeats.length;
  const squares = repeats.reduce((sum, repeat) => sum + (repeat - value) ** 2, 0);
  return { card, value, standardDeviation: repeats.length > 1 ? Math.sqrt(squares / (repeats.length - 1)) : 0 };
}
