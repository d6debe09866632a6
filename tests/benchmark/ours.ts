// One measurement of Forger, in a process of its own: the real trainer on one workload. Prints one line of JSON.
import { type CompileMode, startCompute } from "@forger/core";
import { countParameters } from "@forger/layers";
import { Trainer } from "@forger/trainers";
import type { Measurement, MeasurementRequest } from "./measurement.ts";
import { stepClock } from "./step_clock.ts";
import { workloadExperiment } from "./workload_experiment.ts";
import { workloadNamed } from "./workloads.ts";

const request: MeasurementRequest = JSON.parse(Deno.args[0]!);
const { mode, threads, seed } = request;
const { version } = await startCompute({ backend: "tensorflow", threads });
const workload = workloadNamed(request.workload);
const clock = stepClock(request);
const folder = await Deno.makeTempDir({ prefix: "forger-benchmark-" });
try {
  const settings = { compile: mode as CompileMode, folder, plugins: [clock.plugin], seed };
  const trainer = new Trainer(workloadExperiment(workload), settings);
  const { networks } = await trainer.train();
  const measured: Measurement = {
    ...clock.result(),
    batch: workload.batch,
    parameters: {
      discriminator: countParameters(networks.discriminator).trainable,
      generator: countParameters(networks.generator).trainable,
    },
    threads,
    version,
  };
  console.log(JSON.stringify(measured));
} finally {
  await Deno.remove(folder, { recursive: true });
}
