import type { MetricValue } from "@forger/metrics";
import type { BetterValue } from "./evaluation_metric.ts";

/** A value that a generator was evaluated to, with its card. */
export interface EvaluatedValue extends MetricValue {
  /** What it is called: a metric may give several. */
  readonly name: string;
  /** What is better of it. */
  readonly better: BetterValue;
  /** The value of each seed of the card. */
  readonly repeats: readonly number[];
  /** How exactly the value of one repeat is known, on average, of metrics that estimate it. */
  readonly standardError?: number;
}
