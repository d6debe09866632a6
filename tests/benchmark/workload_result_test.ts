import { assertAlmostEquals, assertEquals } from "@std/assert";
import type { Contender } from "./contenders.ts";
import type { Measurement } from "./measurement.ts";
import type { Round } from "./rounds.ts";
import { workloadResult } from "./workload_result.ts";
import { workloadNamed } from "./workloads.ts";

const workload = workloadNamed("dcgan");

const measured = (milliseconds: number): Measurement => ({
  milliseconds,
  steps: 10,
  firstLosses: { discriminator: 1.386, generator: 0.693 },
  meanLosses: { discriminator: 1.386, generator: 0.693 },
  finite: true,
  batch: 64,
  parameters: { discriminator: 1, generator: 2 },
  threads: 2,
  version: "1",
  mode: milliseconds > 250 ? "xla" : "graph",
});

/** A round of times in milliseconds. */
function round(times: Partial<Record<Contender, number>>, matmulGflops?: number): Round {
  const measurements = Object.fromEntries(Object.entries(times).map(([name, time]) => [name, measured(time)]));
  return { measurements, matmulGflops };
}

Deno.test("a workload's result has medians, and ratios round by round", () => {
  const rounds = [
    round({ ours: 200, pytorch: 400, tensorflowFunction: 300, tensorflowJit: 500 }, 200),
    round({ ours: 400, pytorch: 600, tensorflowFunction: 900, tensorflowJit: 700 }, 100), // the machine was slow
    round({ ours: 200, pytorch: 500, tensorflowFunction: 250, tensorflowJit: 240, pytorchCompile: 450 }, 200),
  ];
  const result = workloadResult(workload, { rounds, failures: {} }, 40e9);
  assertEquals([result.ours, result.pytorch, result.tensorflow], [200, 500, 300]);
  assertEquals([result.ratioPytorch, result.ratioTensorflow], [2, 1.5]);
  assertEquals([result.tensorflowFunction, result.tensorflowJit, result.pytorchCompile], [300, 500, 450]);
  assertEquals([result.stepGflop, result.matmulGflops], [40, 200]);
  assertAlmostEquals(result.shareOfMatmul!, 1, 1e-12); // 40 GFLOP in 0.2 s beside 200 GFLOP/s, and the same when slow
  assertEquals(result.oursModes, ["graph", "xla", "graph"]);
  assertEquals(result.comparable, true);
});

Deno.test("a workload's result without peers has our time alone", () => {
  const result = workloadResult(workload, { rounds: [round({ ours: 200 })], failures: { pytorch: "none" } }, 40e9);
  assertEquals([result.ours, result.pytorch, result.tensorflow], [200, null, null]);
  assertEquals([result.ratioPytorch, result.ratioTensorflow], [null, null]);
  assertEquals("matmulGflops" in result, false);
  assertEquals(result.notAvailable, { pytorch: "none" });
});

Deno.test("a workload's result stands on the rounds that a peer took part in", () => {
  const rounds = [round({ ours: 100, pytorch: 300 }), round({ ours: 200 })];
  const { pytorch, ratioPytorch } = workloadResult(workload, { rounds, failures: { pytorch: "it died" } }, 1e9);
  assertEquals([pytorch, ratioPytorch], [300, 3]);
});

Deno.test("a workload is not comparable where one check fails", () => {
  const { ours, pytorch } = round({ ours: 200, pytorch: 400 }).measurements;
  const rounds = [{ measurements: { ours, pytorch: { ...pytorch!, batch: 32 } } }];
  assertEquals(workloadResult(workload, { rounds, failures: {} }, 1e9).comparable, false);
});
