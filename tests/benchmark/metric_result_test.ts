import { assertEquals, assertStringIncludes } from "@std/assert";
import type { MeasuredMetric, MetricMeasurement } from "./metric_measurement.ts";
import { metricCost, metricResult, type MetricRound } from "./metric_result.ts";
import { reportMetrics } from "./report_metrics.ts";

function measured(seconds: number, values: number[], standardError?: number): MetricMeasurement {
  return {
    seconds,
    processorSeconds: 5 + seconds / 2,
    peakMegabytes: 100 + seconds,
    values,
    version: "1",
    ...standardError && { standardError },
  };
}

const costOf = (metric: MeasuredMetric, rounds: readonly MetricRound[]) =>
  metricCost({ metric, rows: 10_000, size: 2048 }, rounds);

Deno.test("a metric's cost has median times, the greatest memory, and the ratio round by round", () => {
  const { rounds: _, ...cost } = costOf("frechet", [
    { ours: measured(10, [5]), peer: measured(20, [5]) },
    { ours: measured(30, [5]), peer: measured(45, [5]) }, // the machine was slow
    { ours: measured(10, [5]), peer: measured(18, [5]) },
  ]);
  assertEquals(cost, {
    metric: "frechet",
    rows: 10_000,
    size: 2048,
    seconds: 10,
    peerSeconds: 20,
    ratio: 1.8,
    ratioProcessor: 1.4, // 10, 20 and 10 s by 15, 27.5 and 14 s
    peakMegabytes: 130,
    peerPeakMegabytes: 145,
  });
});

const pairs: [metric: MeasuredMetric, ours: MetricMeasurement, peer: MetricMeasurement, ok: boolean][] = [
  ["frechet", measured(1, [100]), measured(1, [100.009]), true],
  ["frechet", measured(1, [100]), measured(1, [100.02]), false],
  ["kernel", measured(1, [0.1], 0.003), measured(1, [0.129], 0.004), true], // 0.005 times 6
  ["kernel", measured(1, [0.1], 0.003), measured(1, [0.131], 0.004), false],
  ["precision recall", measured(1, [0.5, 0.7]), measured(1, [0.5015, 0.7]), true],
  ["precision recall", measured(1, [0.5, 0.7]), measured(1, [0.5, 0.7025]), false],
  ["frechet", measured(1, [100]), measured(1, [NaN]), false],
];

for (const [metric, ours, peer, ok] of pairs) {
  Deno.test(`${metric} of ${ours.values} and ${peer.values} ${ok ? "agree" : "differ"}`, () => {
    const good = { ours, peer: ours };
    const { checks, comparable } = metricResult([costOf(metric, [good, { ours, peer }])]);
    assertEquals([comparable, checks[0]!.ok], [ok, ok]);
  });
}

Deno.test("the report of metrics has a line each, with the peer where there is one", () => {
  const rounds = [{ ours: measured(10.04, [1]), peer: measured(25.5, [1]) }];
  assertEquals(
    reportMetrics(metricResult([costOf("frechet", rounds)])),
    "metrics: the Fréchet distance of 10,000 x 2,048 takes 10.0 s and 110 MB, numpy and scipy 25.5 s and 126 MB: " +
      "2.54 times as fast, and the peer spends 1.77 times the processor time",
  );
  const alone = metricResult([costOf("precision recall", [{ ours: measured(5, [1, 1]) }])], "no Python");
  assertEquals([alone.costs[0]!.ratio, alone.costs[0]!.peerSeconds, alone.comparable], [null, null, true]);
  assertStringIncludes(
    reportMetrics(alone),
    "takes 5.00 s and 105 MB\nmetrics: the peers are not available (no Python)",
  );
});
