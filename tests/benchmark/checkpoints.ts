// What checkpoints cost: how long one delays training, and how long a run that goes on takes to its first step. Prints one
// line of JSON.
import { startCompute } from "@forger/core";
import { checkpoints } from "@forger/plugins";
import { type Plugin, Trainer } from "@forger/trainers";
import { type CheckpointCost, type CheckpointRequest, delayOf } from "./checkpoint_cost.ts";
import { workloadExperiment } from "./workload_experiment.ts";
import { workloadNamed } from "./workloads.ts";

const { checkpoints: count, every, threads, workload }: CheckpointRequest = JSON.parse(Deno.args[0]!);
await startCompute({ backend: "tensorflow", threads });
const experiment = workloadExperiment(workloadNamed(workload));
const temporary = await Deno.makeTempDir({ prefix: "forger-benchmark-" }), folder = `${temporary}/run`;

/** The first steps compile, and their checkpoint may be the first of its size. */
const begin = every;
const times: number[] = [];
const clock: Plugin = {
  name: "clock",
  every: 1,
  onStepEnd({ step }, run) {
    if (step >= begin) times.push(performance.now());
    if (step >= begin + count * every) run.stop("measured");
  },
};

/** Ends a run after its first step. */
const first = { ended: 0 };
const once: Plugin = {
  name: "clock",
  every: 1,
  onStepEnd(_, run) {
    first.ended ||= performance.now();
    run.stop("measured");
  },
};

try {
  await new Trainer(experiment, { folder, compile: "graph", plugins: [clock, checkpoints({ every })] }).train();
  const steps = await Array.fromAsync(Deno.readDir(`${folder}/checkpoints`));
  const files = steps.filter(({ name }) => name.startsWith(steps[0]!.name.split(".")[0]!));
  const bytes = files.reduce((sum, { name }) => sum + Deno.statSync(`${folder}/checkpoints/${name}`).size, 0);
  let loading = 0;
  const data = async () => {
    const start = performance.now(), source = await experiment.data();
    loading = performance.now() - start;
    return source;
  };
  const start = performance.now();
  await new Trainer({ ...experiment, data }, { compile: "graph", plugins: [once, checkpoints({ every })] }).resume(
    folder,
  );
  const cost: CheckpointCost = {
    workload,
    bytes,
    ...delayOf(times, every),
    resumeSeconds: (first.ended - start - loading) / 1000,
  };
  console.log(JSON.stringify(cost));
} finally {
  await Deno.remove(temporary, { recursive: true });
}
