import { startCompute } from "@forger/core";
import { assert, assertEquals } from "@std/assert";
import { contenderProgram, oursProgram } from "./contenders.ts";
import type { Measurement } from "./measurement.ts";
import type { MemoryGrowth } from "./memory_growth.ts";
import { runChild } from "./run_child.ts";
import { writeStartingWeights } from "./starting_weights.ts";
import type { IdleCost } from "./idle_cost.ts";
import { describeWorkload, workloadNamed } from "./workloads.ts";

await startCompute({ backend: "cpu" });

Deno.test("Forger is measured by its trainer, in a process of its own", async () => {
  const workload = workloadNamed("1-d gan");
  const weights = await writeStartingWeights(workload.networks({ seed: 3 }), await Deno.makeTempDir());
  assertEquals(weights.generator.shapes, [[5, 15], [15], [15, 2], [2]]);
  assertEquals((await Deno.stat(weights.generator.file)).size, 4 * 122);

  const request = { ...describeWorkload(workload), weights, threads: 1, seed: 3, seconds: 0.2 };
  const measured = await runChild<Measurement>(contenderProgram("ours", request, undefined));
  assertEquals(measured.parameters, { discriminator: 101, generator: 122 });
  assertEquals([measured.batch, measured.threads, measured.finite], [128, 1, true]);
  assert(measured.steps >= 3 && measured.milliseconds > 0);
  for (const loss of Object.values(measured.meanLosses)) assert(loss > 0.2 && loss < 3, `${loss}`);
});

Deno.test("a training of the MLP GAN gains no tensors", async () => {
  const request = { workload: "mlp gan", threads: 1, warmUpSteps: 10, steps: 20 };
  const { residentMegabytes, tensorsPerStep } = await runChild<MemoryGrowth>(oursProgram("memory.ts", request));
  assertEquals(tensorsPerStep, 0);
  assert(residentMegabytes > 50);
});

Deno.test("the step is the same with and without plugins that do nothing", async () => {
  const request = { workload: "1-d gan", threads: 1, plugins: 20, rounds: 2 };
  const { ratioIdentity, ratioNamed, sameStep } = await runChild<IdleCost>(oursProgram("idle.ts", request));
  assertEquals(sameStep, true);
  for (const ratio of [ratioNamed, ratioIdentity]) assert(ratio > 0.2 && ratio < 5, `${ratio}`);
});
