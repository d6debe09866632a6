// One reading of a folder of images by Forger, with nothing in its cache. Prints one line of JSON.
import { epochPermutation, imageFolder } from "@forger/data";
import process from "node:process";
import sharp from "sharp";
import type { ImageLoading, ImageLoadingRequest } from "./image_loading.ts";
import { PixelTally } from "./pixel_tally.ts";

/** As many as a trainer has under way. */
const READS_AT_ONCE = 2;

const { batch, cacheFolder, folder, seed, size }: ImageLoadingRequest = JSON.parse(Deno.args[0]!);
const begin = performance.now(), used = process.cpuUsage();
const source = await imageFolder(folder, { size, channels: 3, cacheFolder });
try {
  const labels = source.labels!, order = epochPermutation(source.size, seed, 0);
  const tally = new PixelTally(source.classes!, size * size);
  let next = 0;
  await Promise.all(Array.from({ length: READS_AT_ONCE }, async () => {
    while (next < order.length) {
      const rows = order.subarray(next, next += batch);
      tally.add(await source.read(rows), rows.map((row) => labels[row]!));
    }
  }));
  const seconds = (performance.now() - begin) / 1000;
  const { system, user } = process.cpuUsage(used);
  const processorSeconds = (user + system) / 1e6;
  const found: ImageLoading = { seconds, processorSeconds, classes: tally.classes, version: sharp.versions.vips };
  console.log(JSON.stringify(found));
} finally {
  source.dispose();
}
