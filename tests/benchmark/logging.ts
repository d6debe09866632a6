// What logs cost: one workload is trained without, and with all that a run can log, in turn. Prints one line of JSON.
import { startCompute } from "@forger/core";
import {
  discriminatorAccuracy,
  discriminatorOutputs,
  lossPlot,
  metricsFile,
  tensorboard,
  valuePlot,
} from "@forger/plugins";
import { type Plugin, Trainer } from "@forger/trainers";
import process from "node:process";
import type { LoggingRequest, LoggingTimes } from "./logging_cost.ts";
import { mean, median, medianRatio } from "./statistics.ts";
import { TrainingTurns } from "./training_turns.ts";
import { withTemporaryFolder } from "./with_temporary_folder.ts";
import { workloadExperiment } from "./workload_experiment.ts";
import { workloadNamed } from "./workloads.ts";

const { clock, every, rounds, threads, workload }: LoggingRequest = JSON.parse(Deno.args[0]!);
await startCompute({ backend: "tensorflow", threads });

const logs: readonly Plugin[] = [
  discriminatorAccuracy(),
  discriminatorOutputs(),
  metricsFile({ every }),
  tensorboard({ every, histograms: every }),
  lossPlot(),
  valuePlot(),
];
const variants: readonly (readonly Plugin[])[] = [[], logs];
const turns = new TrainingTurns({
  trainings: variants.length,
  rounds,
  now: clock === "wall" ? () => performance.now() : processorMilliseconds,
});

function processorMilliseconds(): number {
  const { system, user } = process.cpuUsage();
  return (system + user) / 1000;
}

await Promise.all(variants.map((plugins, index) =>
  withTemporaryFolder(async (folder) => {
    const turn = { ...turns.plugin(index), every }; // a turn has as many steps in both
    await new Trainer(workloadExperiment(workloadNamed(workload)), {
      compile: "graph",
      folder: `${folder}/run`,
      plugins: [turn, plugins],
    }).train();
  })
));
const [without, withLogs] = turns.times as [number[], number[]];
const times: LoggingTimes = {
  milliseconds: median(without),
  medianRatio: medianRatio(withLogs, without)!,
  wholeRatio: mean(withLogs) / mean(without),
};
console.log(JSON.stringify(times));
