// What training on a folder of images takes of memory: every image is decoded, kept and trained on once. Prints one line of
// JSON.
import { startCompute } from "@forger/core";
import { imageFolder } from "@forger/data";
import { type Plugin, Trainer } from "@forger/trainers";
import { peakMemory } from "./peak_memory.ts";
import type { FolderMemory, FolderMemoryRequest } from "./streaming_result.ts";
import { MEMORY_WORKLOAD, streamingExperiment } from "./streaming_workloads.ts";
import { withTemporaryFolder } from "./with_temporary_folder.ts";

const { cacheFolder, folder: images, threads }: FolderMemoryRequest = JSON.parse(Deno.args[0]!);
await startCompute({ backend: "tensorflow", threads });
const { channels, size } = MEMORY_WORKLOAD;
let files = 0;
const experiment = streamingExperiment(MEMORY_WORKLOAD, async () => {
  const source = await imageFolder(images, { size, channels, cacheFolder });
  files = source.size;
  return source;
});
const once: Plugin = { name: "once", onEpochEnd: (_, run) => run.stop("all images were seen") };
await withTemporaryFolder(async (folder) => {
  await new Trainer(experiment, { compile: "graph", folder, plugins: [once] }).train(); // XLA's compiler takes more than all of it
});
const found: FolderMemory = { files, peakMegabytes: await peakMemory() };
console.log(JSON.stringify(found));
