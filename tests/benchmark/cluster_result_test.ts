import { assertAlmostEquals, assertEquals } from "@std/assert";
import type { ClusterMeasurement } from "./cluster_measurement.ts";
import { reportCluster } from "./cluster_report.ts";
import { clusterResult, clusterWorkload } from "./cluster_result.ts";

const measured = (milliseconds: number, change: Partial<ClusterMeasurement> = {}): ClusterMeasurement => ({
  milliseconds,
  steps: 100,
  firstLosses: { discriminator: 1.4, generator: 0.7 },
  meanLosses: { discriminator: 1.3, generator: 0.8 },
  finite: true,
  batch: 64,
  parameters: { discriminator: 10, generator: 20 },
  threads: 1,
  version: "1",
  mode: "graph",
  exchangeShare: null,
  ...change,
});

const NAMED = { name: "dcgan" };

Deno.test("rounds come to medians, and a ratio of each round's times", () => {
  const rounds = [[100, 200, 0.1], [120, 300, 0.3], [90, 108, 0.2]].map(([ours, pytorch, exchangeShare]) => ({
    ours: measured(ours!, { exchangeShare }),
    pytorch: measured(pytorch!),
  }));
  const workload = clusterWorkload(NAMED, rounds);
  assertEquals([workload.ours, workload.pytorch, workload.exchangeShare], [100, 200, 0.2]);
  assertAlmostEquals(workload.ratio!, 2, 1e-12);
  const result = clusterResult([workload], { processes: 2, threads: 1 });
  assertEquals(result.comparable, true);
  assertEquals(
    reportCluster(result),
    "dcgan by 2 processes of 1 thread: 100 ms a step of all, 20 % of it with an exchange under way; PyTorch's DistributedDataParallel (gloo) 200 ms, 2.00 times as long",
  );
});

Deno.test("without PyTorch there is no ratio", () => {
  const workload = clusterWorkload(NAMED, [{ ours: measured(100, { exchangeShare: 0.5 }) }]);
  assertEquals([workload.pytorch, workload.ratio], [null, null]);
  const text = reportCluster(clusterResult([workload], { processes: 4, threads: 2 }));
  assertEquals(
    text,
    "dcgan by 4 processes of 2 threads: 100 ms a step of all, 50 % of it with an exchange under way; PyTorch not available",
  );
});

Deno.test("sides that do different work are not comparable, and the check says in which workload", () => {
  const rounds = [{ ours: measured(1, { exchangeShare: 0 }), pytorch: measured(1, { threads: 2 }) }];
  const { checks, comparable } = clusterResult([clusterWorkload(NAMED, rounds)], { processes: 2, threads: 1 });
  assertEquals(comparable, false);
  assertEquals(checks.filter(({ ok }) => !ok).map(({ name }) => name), ["dcgan, threads"]);
});
