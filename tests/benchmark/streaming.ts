// One training on a folder of images, read from the cache on disk or all on the device. Prints one line of JSON.
import { startCompute } from "@forger/core";
import { cacheRows, imageFolder } from "@forger/data";
import { Trainer } from "@forger/trainers";
import { processorClock } from "./processor_clock.ts";
import { stepClock } from "./step_clock.ts";
import type { StreamingRequest, StreamingTraining } from "./streaming_training.ts";
import { STREAMING_WORKLOADS, streamingExperiment } from "./streaming_workloads.ts";
import { withTemporaryFolder } from "./with_temporary_folder.ts";

const request: StreamingRequest = JSON.parse(Deno.args[0]!);
const { cacheFolder, compile, folder: images, from, seed, threads } = request;
await startCompute({ backend: "tensorflow", threads });
const workload = STREAMING_WORKLOADS.find(({ name }) => name === request.workload)!;
const clock = stepClock(request), processor = processorClock();
const experiment = streamingExperiment(workload, async () => {
  const { channels, size } = workload;
  const source = await imageFolder(images, { size, channels, cacheFolder });
  return from === "device" ? await cacheRows(source) : source;
});
await withTemporaryFolder(async (folder) => {
  await new Trainer(experiment, { compile, folder, plugins: [processor.plugin, clock.plugin], seed }).train();
});
const timed = clock.result();
const training: StreamingTraining = { ...timed, processorMilliseconds: processor.perStep(timed.steps) };
console.log(JSON.stringify(training));
