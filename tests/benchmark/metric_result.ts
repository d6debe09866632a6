import type { Check } from "./comparability.ts";
import type { MeasuredMetric, MetricMeasurement } from "./metric_measurement.ts";
import { median, medianRatio } from "./statistics.ts";

/** What one round measured of a metric: both sides once, one after the other. */
export interface MetricRound {
  readonly ours: MetricMeasurement;
  readonly peer?: MetricMeasurement;
}

/** What a metric takes: medians over rounds; null where there is no peer. */
export interface MetricCost {
  readonly metric: MeasuredMetric;
  readonly rows: number;
  readonly size: number;
  readonly seconds: number;
  readonly peerSeconds: number | null;
  /** The peer's time by ours: above 1 ours is faster. */
  readonly ratio: number | null;
  /** The peer's processor time by ours. */
  readonly ratioProcessor: number | null;
  /** The most over all rounds. */
  readonly peakMegabytes: number;
  readonly peerPeakMegabytes: number | null;
  readonly rounds: readonly MetricRound[];
}

/** What the metrics take. */
export interface MetricResult {
  readonly costs: readonly MetricCost[];
  /** Whether the sides found the same values. */
  readonly comparable: boolean;
  readonly checks: readonly Check[];
  /** Why the peers were left out. */
  readonly notAvailable?: string;
}

/** Sums up a metric's rounds. */
export function metricCost(
  { metric, rows, size }: Pick<MetricCost, "metric" | "rows" | "size">,
  rounds: readonly MetricRound[],
): MetricCost {
  const ours = rounds.map((round) => round.ours), peers = rounds.flatMap(({ peer }) => peer ? [peer] : []);
  const hasPeers = peers.length > 0;
  return {
    metric,
    rows,
    size,
    seconds: median(ours.map(({ seconds }) => seconds)),
    peerSeconds: hasPeers ? median(peers.map(({ seconds }) => seconds)) : null,
    ratio: medianRatio(rounds.map(({ peer }) => peer?.seconds), ours.map(({ seconds }) => seconds)) ?? null,
    ratioProcessor: medianRatio(
      rounds.map(({ peer }) => peer?.processorSeconds),
      ours.map(({ processorSeconds }) => processorSeconds),
    ) ?? null,
    peakMegabytes: Math.max(...ours.map(({ peakMegabytes }) => peakMegabytes)),
    peerPeakMegabytes: hasPeers ? Math.max(...peers.map(({ peakMegabytes }) => peakMegabytes)) : null,
    rounds,
  };
}

/** Sums up all metrics. */
export function metricResult(costs: readonly MetricCost[], notAvailable?: string): MetricResult {
  const checks = costs.map(checkOf);
  return {
    costs,
    comparable: checks.every(({ ok }) => ok),
    checks,
    ...notAvailable !== undefined && { notAvailable },
  };
}

/** Relative for the distance, of which numpy's root has rounding errors; a share of rows, where distances almost tie. */
const FRECHET_TOLERANCE = 1e-4, SHARE_TOLERANCE = 0.002;

/** The sides draw other subsets: so many standard errors they may be apart. */
const STANDARD_ERRORS = 6;

/** Compares the values of both sides in each round. */
function checkOf({ metric, rounds }: MetricCost): Check {
  const excesses = rounds.flatMap(({ ours, peer }) => peer ? [excessOf(metric, ours, peer)] : []);
  const texts = rounds.flatMap(({ ours, peer }) => peer ? [`${shown(ours)} and ${shown(peer)}`] : []);
  return {
    name: `values of ${metric}`,
    ok: excesses.every((excess) => excess <= 1),
    detail: [...new Set(texts)].join("; "),
  };
}

const shown = ({ values }: MetricMeasurement): string => values.map((value) => value.toPrecision(6)).join(", ");

/** By how many times the tolerance the sides are apart. */
function excessOf(metric: MeasuredMetric, ours: MetricMeasurement, peer: MetricMeasurement): number {
  const apart = ours.values.map((value, index) => Math.abs(value - peer.values[index]!));
  if (metric === "frechet") return apart[0]! / Math.abs(peer.values[0]!) / FRECHET_TOLERANCE;
  if (metric === "precision recall") return Math.max(...apart) / SHARE_TOLERANCE;
  return apart[0]! / Math.hypot(ours.standardError!, peer.standardError!) / STANDARD_ERRORS;
}
