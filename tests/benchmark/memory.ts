// What a long training gains: tensors and resident memory, over steps of one workload. Prints one line of JSON.
import { startCompute } from "@forger/core";
import { type Plugin, Trainer } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";
import type { MemoryGrowth, MemoryRequest } from "./memory_growth.ts";
import { workloadExperiment } from "./workload_experiment.ts";
import { workloadNamed } from "./workloads.ts";

const { steps, threads, warmUpSteps, workload }: MemoryRequest = JSON.parse(Deno.args[0]!);
await startCompute({ backend: "tensorflow", threads });
const looks: { readonly tensors: number; readonly resident: number }[] = [];
const look: Plugin = {
  name: "look",
  every: warmUpSteps,
  onStepEnd({ step }, run) {
    if (step !== warmUpSteps && step !== warmUpSteps + steps) return;
    looks.push({ tensors: tf.memory().numTensors, resident: Deno.memoryUsage().rss });
    if (looks.length === 2) run.stop("measured");
  },
};
const folder = await Deno.makeTempDir({ prefix: "forger-benchmark-" });
try {
  await new Trainer(workloadExperiment(workloadNamed(workload)), { folder, plugins: [look] }).train();
} finally {
  await Deno.remove(folder, { recursive: true });
}
const [first, second] = [looks[0]!, looks[1]!];
const growth: MemoryGrowth = {
  steps,
  tensorsPerStep: (second.tensors - first.tensors) / steps,
  residentGrowthPercent: (second.resident / first.resident - 1) * 100,
  residentMegabytes: second.resident / 1e6,
};
console.log(JSON.stringify(growth));
