import { join } from "node:path";
import { oursProgram } from "./contenders.ts";
import type { ImageStartRequest } from "./image_start_request.ts";
import type { MeasuringOptions } from "./measuring_options.ts";
import { precise } from "./precise.ts";
import { runChild } from "./run_child.ts";
import { writeSmallImages } from "./small_image_folder.ts";
import {
  type FolderMemory,
  type StreamingCost,
  streamingCost,
  type StreamingResult,
  streamingResult,
  type StreamingRound,
} from "./streaming_result.ts";
import type { StreamingRequest, StreamingTraining } from "./streaming_training.ts";
import { STREAMING_WORKLOADS, type StreamingWorkload } from "./streaming_workloads.ts";
import { withTemporaryFolder } from "./with_temporary_folder.ts";

/** Height and width of the files. */
const FILE_SIZE = 64;

/** Measures what it costs, in time and in memory, that images are read while steps run. */
export async function measureStreaming(options: MeasuringOptions): Promise<StreamingResult> {
  const costs = await withTemporaryFolder(async (temporary) => {
    const folder = join(temporary, "images");
    await writeSmallImages(folder, { count: options.quick ? 300 : 10_000, size: FILE_SIZE });
    const costs: StreamingCost[] = [];
    for (const workload of STREAMING_WORKLOADS) {
      costs.push(await measureCost(workload, { folder, cacheFolder: join(temporary, "cache") }, options));
    }
    return costs;
  });
  const [small, large] = options.quick ? [200, 2000] : [20_000, 200_000];
  return streamingResult(costs, [await measureMemory(small!, options), await measureMemory(large!, options)]);
}

/** Trains in turn from the device and from disk, with all images in the cache. */
async function measureCost(
  { channels, name, size }: StreamingWorkload,
  folders: Pick<StreamingRequest, "folder" | "cacheFolder">,
  { onProgress, quick, threads }: MeasuringOptions,
): Promise<StreamingCost> {
  const fill: ImageStartRequest = { ...folders, size, channels, batch: 100, fill: true };
  await runChild(oursProgram("image_start.ts", fill));
  const count = quick ? 1 : 5, rounds: StreamingRound[] = [];
  for (let round = 1; round <= count; round++) {
    const common = { ...folders, workload: name, threads, seed: round, seconds: quick ? 1 : 10, comparedSteps: 20 };
    const train = async (request: StreamingRequest) => {
      const training = await runChild<StreamingTraining>(oursProgram("streaming.ts", request));
      onProgress(
        `streaming, ${name}, round ${round} of ${count}: from ${request.from} ${precise(training.milliseconds)} ms`,
      );
      return training;
    };
    const device = await train({ ...common, from: "device", compile: "auto" });
    // near a tie the choice might be another one
    const disk = await train({ ...common, from: "disk", compile: device.mode as StreamingRequest["compile"] });
    rounds.push({ device, disk });
  }
  return streamingCost(name, rounds);
}

async function measureMemory(files: number, { onProgress, threads }: MeasuringOptions): Promise<FolderMemory> {
  return await withTemporaryFolder(async (temporary) => {
    const folder = join(temporary, "images");
    await writeSmallImages(folder, { count: files, size: FILE_SIZE });
    const request = { folder, cacheFolder: join(temporary, "cache"), threads };
    const memory = await runChild<FolderMemory>(oursProgram("streaming_memory.ts", request, { timeoutSeconds: 1800 }));
    onProgress(`streaming: at most ${memory.peakMegabytes.toFixed(0)} MB for ${files} files`);
    return memory;
  });
}
