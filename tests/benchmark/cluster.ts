// One of several processes that train together: the real trainer on one workload. The first one prints one line of JSON.
import { type CompileMode, startCompute } from "@forger/core";
import { countParameters } from "@forger/layers";
import { type Plugin, Trainer } from "@forger/trainers";
import type { ClusterMeasurement, ClusterRequest } from "./cluster_measurement.ts";
import { stepClock } from "./step_clock.ts";
import { workloadExperiment } from "./workload_experiment.ts";
import { workloadNamed } from "./workloads.ts";

const request: ClusterRequest = JSON.parse(Deno.args[0]!);
const { mode, own, ports, seed, threads } = request;
const tasks = ports.map((port, index) => ({ job: "worker", index, address: `127.0.0.1:${port}` }));
const { group, version } = await startCompute({ backend: "tensorflow", threads, cluster: { tasks, own } });
while ((await group!.silent(1)).length > 0) await new Promise((resolve) => setTimeout(resolve, 50));

/** When each call ended, and the seconds that exchanges had taken until then. */
const calls: { readonly time: number; readonly exchanged: number }[] = [];
const watch: Plugin = {
  name: "exchange-clock",
  onStepEnd: () => void calls.push({ time: performance.now() / 1000, exchanged: group!.exchangeSeconds }),
};

const workload = workloadNamed(request.workload);
const clock = stepClock(request);
const folder = await Deno.makeTempDir({ prefix: "forger-benchmark-" });
try {
  const settings = { compile: mode as CompileMode, folder: `${folder}/run`, plugins: [clock.plugin, watch], seed };
  const { networks } = await new Trainer(workloadExperiment(workload), settings).train();
  if (own === 0) {
    const [begin, end] = [calls[2]!, calls.at(-1)!]; // the first calls compile
    const measured: ClusterMeasurement = {
      ...clock.result(),
      batch: workload.batch,
      parameters: {
        discriminator: countParameters(networks.discriminator).trainable,
        generator: countParameters(networks.generator).trainable,
      },
      threads,
      version,
      exchangeShare: (end.exchanged - begin.exchanged) / (end.time - begin.time),
    };
    console.log(JSON.stringify(measured));
  } else console.log("{}");
} finally {
  await Deno.remove(folder, { recursive: true });
}
Deno.exit(0);
