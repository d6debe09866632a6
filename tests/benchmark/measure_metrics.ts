import { cacheFolder } from "@forger/core";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { oursProgram, peerProgram } from "./contenders.ts";
import type { MeasuringOptions } from "./measuring_options.ts";
import { writeMetricFeatures } from "./metric_features.ts";
import type { MeasuredMetric, MetricMeasurement, MetricRequest } from "./metric_measurement.ts";
import { type MetricCost, metricCost, type MetricResult, metricResult, type MetricRound } from "./metric_result.ts";
import { pythonEnvironment } from "./python_environment.ts";
import { runChild } from "./run_child.ts";
import { withTemporaryFolder } from "./with_temporary_folder.ts";

const METRICS: readonly (readonly [metric: MeasuredMetric, size: number])[] = [
  ["frechet", 2048],
  ["kernel", 2048],
  ["precision recall", 128],
];

/** Measures what distances between sets of 10,000 features take, each beside its usual Python implementation. */
export async function measureMetrics({ onProgress, quick, threads }: MeasuringOptions): Promise<MetricResult> {
  const rows = quick ? 1000 : 10_000, count = quick ? 1 : 3;
  let notAvailable: string | undefined;
  const python = await peers(onProgress).catch((error: Error) => {
    notAvailable = error.message;
    return undefined;
  });
  const costs: MetricCost[] = [];
  await withTemporaryFolder(async (folder) => {
    for (const [metric, fullSize] of METRICS) {
      const size = quick ? fullSize / 8 : fullSize;
      const [real, fake] = [join(folder, "real"), join(folder, "fake")];
      await writeMetricFeatures(real, { rows, size, seed: 1, scale: 1, shift: 0.3 });
      await writeMetricFeatures(fake, { rows, size, seed: 2, scale: 1.05, shift: 0.33 });
      const request: MetricRequest = { metric, real, fake, rows, size, threads };
      const rounds: MetricRound[] = [];
      while (rounds.length < count) {
        const ours = await runChild<MetricMeasurement>(oursProgram("ours_metrics.ts", request));
        let peer: MetricMeasurement | undefined;
        try {
          if (python !== undefined && notAvailable === undefined) {
            peer = await runChild<MetricMeasurement>(peerProgram("peer_metrics.py", request, python));
          }
        } catch (error) {
          notAvailable = (error as Error).message;
        }
        rounds.push({ ours, ...peer && { peer } });
        onProgress(
          `metrics, ${metric}, round ${rounds.length} of ${count}: Forger ${ours.seconds.toFixed(1)} s` +
            (peer ? `, Python ${peer.seconds.toFixed(1)} s` : ""),
        );
      }
      costs.push(metricCost({ metric, rows, size }, rounds));
    }
  });
  return metricResult(costs, notAvailable);
}

/** The Python that has numpy, scipy and prdc; an environment of its own, as it is small. */
async function peers(onProgress: (message: string) => void): Promise<string> {
  const { python } = await pythonEnvironment({
    cache: join(cacheFolder(), "metric-peers"),
    requirements: fileURLToPath(new URL("metric_requirements.txt", import.meta.url)),
    onProgress: () => onProgress("Installing the peers of the metrics once, about 60 MB to fetch"),
  });
  return python;
}
