import type { MeasuredMetric } from "./metric_measurement.ts";
import type { MetricResult } from "./metric_result.ts";
import { precise } from "./precise.ts";

const LABELS: Readonly<Record<MeasuredMetric, readonly [what: string, peer: string]>> = {
  frechet: ["the Fréchet distance", "numpy and scipy"],
  kernel: ["the kernel distance", "numpy"],
  "precision recall": ["precision and recall", "prdc"],
};

/** What the metrics take, a line each. */
export function reportMetrics({ costs, notAvailable }: MetricResult): string {
  const lines = costs.map((cost) => {
    const [what, peer] = LABELS[cost.metric];
    const rows = cost.rows.toLocaleString("en-US"), size = cost.size.toLocaleString("en-US");
    const theirs = cost.peerSeconds === null
      ? ""
      : `, ${peer} ${precise(cost.peerSeconds)} s and ${cost.peerPeakMegabytes!.toFixed(0)} MB: ${
        cost.ratio!.toFixed(2)
      } times as fast, and the peer spends ${cost.ratioProcessor!.toFixed(2)} times the processor time`;
    return `metrics: ${what} of ${rows} x ${size} takes ${precise(cost.seconds)} s and ${
      cost.peakMegabytes.toFixed(0)
    } MB${theirs}`;
  });
  if (notAvailable !== undefined) lines.push(`metrics: the peers are not available (${notAvailable})`);
  return lines.join("\n");
}
