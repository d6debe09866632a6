import { join } from "node:path";
import { oursProgram, peerProgram } from "./contenders.ts";
import type { ImageLoading, ImageLoadingRequest } from "./image_loading.ts";
import { type ImageResult, imageResult, type ImageRound } from "./image_result.ts";
import type { ImageStart, ImageStartRequest } from "./image_start_request.ts";
import type { MeasuringOptions } from "./measuring_options.ts";
import { writePhotographs } from "./photograph_folder.ts";
import { runChild } from "./run_child.ts";
import { writeSmallImages } from "./small_image_folder.ts";
import { median } from "./statistics.ts";
import { withTemporaryFolder } from "./with_temporary_folder.ts";

/** Height and width that the images get, and how many are asked for at a time. */
const SIZE = 64, BATCH = 64;

/** Measures how fast folders of images are read, beside torchvision, and how soon training may begin the next time. */
export async function measureImages(options: MeasuringOptions): Promise<ImageResult> {
  const files = options.quick ? 300 : 5000;
  const { notAvailable, rounds } = await readPhotographs(files, options);
  return imageResult(rounds, { files, notAvailable, start: await startAgain(options) });
}

/** Both sides read the same photographs in turn, each time as if for the first time. */
async function readPhotographs(
  files: number,
  { onProgress, python, quick, threads }: MeasuringOptions,
): Promise<{ readonly rounds: readonly ImageRound[]; readonly notAvailable?: string }> {
  const count = quick ? 1 : 3, rounds: ImageRound[] = [];
  let notAvailable: string | undefined;
  await withTemporaryFolder(async (temporary) => {
    const folder = join(temporary, "photographs");
    onProgress(`images: painting ${files} files`);
    await writePhotographs(folder, { count: files, distinct: Math.ceil(files / 20) });
    const read = async (side: string, round: number, program: ReturnType<typeof oursProgram>) => {
      const loading = await runChild<ImageLoading>(program);
      onProgress(`images, round ${round} of ${count}: ${side} ${(files / loading.seconds).toFixed(0)} a second`);
      return loading;
    };
    for (let round = 1; round <= count; round++) {
      const cacheFolder = join(temporary, `cache-${round}`);
      const request: ImageLoadingRequest = {
        folder,
        cacheFolder,
        size: SIZE,
        batch: BATCH,
        workers: threads,
        seed: round,
      };
      const ours = await read("Forger", round, oursProgram("ours_images.ts", request));
      let torchvision: ImageLoading | undefined;
      try {
        if (python !== undefined && notAvailable === undefined) {
          torchvision = await read("torchvision", round, peerProgram("peer_torchvision.py", request, python));
        }
      } catch (error) {
        notAvailable = (error as Error).message;
        onProgress(`images, round ${round} of ${count}: torchvision is not available. ${notAvailable}`);
      }
      rounds.push({ ours, ...torchvision && { torchvision } });
    }
  });
  return { rounds, notAvailable };
}

/** The median of three starts over small files that were all read before. */
async function startAgain({ onProgress, quick }: MeasuringOptions): Promise<ImageStart> {
  const files = quick ? 1000 : 50_000;
  return await withTemporaryFolder(async (temporary) => {
    const folder = join(temporary, "images");
    onProgress(`images: ${files} small files, read once for the cache`);
    await writeSmallImages(folder, { count: files, size: SIZE });
    const request: ImageStartRequest = {
      folder,
      cacheFolder: join(temporary, "cache"),
      size: SIZE,
      channels: 3,
      batch: BATCH,
      fill: true,
    };
    await runChild(oursProgram("image_start.ts", request));
    const seconds: number[] = [];
    while (seconds.length < 3) {
      seconds.push((await runChild<ImageStart>(oursProgram("image_start.ts", { ...request, fill: false }))).seconds);
    }
    return { files, seconds: median(seconds) };
  });
}
