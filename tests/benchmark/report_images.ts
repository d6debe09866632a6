import type { ImageResult } from "./image_result.ts";
import { precise } from "./precise.ts";
import type { SampleResult } from "./sample_writing.ts";
import type { StreamingResult } from "./streaming_result.ts";

const count = (value: number): string => value.toLocaleString("en-US");

/** How fast folders of images are read, in lines. */
export function reportImages(result: ImageResult): string {
  const { files, notAvailable, ours, ratioProcessor, ratioTorchvision, start, torchvision } = result;
  const peer = torchvision !== null
    ? `, torchvision ${precise(torchvision)}: ${ratioTorchvision!.toFixed(2)} times as fast, and torchvision spends ${
      ratioProcessor!.toFixed(2)
    } times the processor time`
    : notAvailable === undefined
    ? ""
    : `; torchvision not available (${notAvailable})`;
  return [
    `images: of ${count(files)} files, Forger reads ${precise(ours)} a second and keeps them${peer}`,
    `images: with ${count(start.files)} small files in the cache, the first batch is there after ${
      start.seconds.toFixed(2)
    } s`,
  ].join("\n");
}

/** What it costs that images are read while steps run, in lines. */
export function reportStreaming({ costs, memory: [small, large], memoryRatio }: StreamingResult): string {
  const lines = costs.map(({ device, disk, lossPercent, mode, processorPercent, workload }) =>
    `streaming: a step of the ${workload} (${mode}) takes ${precise(disk)} ms from disk and ${
      precise(device)
    } ms from the device: ${lossPercent.toFixed(1)} % fewer steps a second, ${
      processorPercent.toFixed(1)
    } % more processor time`
  );
  lines.push(
    `streaming: training on ${count(small.files)} files takes at most ${small.peakMegabytes.toFixed(0)} MB, on ${
      count(large.files)
    } ${large.peakMegabytes.toFixed(0)} MB: ${memoryRatio.toFixed(2)} times as much`,
  );
  return lines.join("\n");
}

/** What writing samples takes, in a line. */
export function reportSamples({ all, few, memoryRatio }: SampleResult): string {
  return `samples: ${count(all.count)} images of 64 x 64 are in files after ${all.seconds.toFixed(1)} s, with at most ${
    all.peakMegabytes.toFixed(0)
  } MB: ${memoryRatio.toFixed(2)} times as much as for ${count(few.count)}`;
}
