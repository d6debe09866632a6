// How soon a folder of images gives its first batch when all are in the cache. Prints one line of JSON.
import { epochPermutation, imageFolder } from "@forger/data";
import type { ImageStartRequest } from "./image_start_request.ts";

const { batch, cacheFolder, channels, fill, folder, size }: ImageStartRequest = JSON.parse(Deno.args[0]!);
const begin = performance.now();
const source = await imageFolder(folder, { size, channels, cacheFolder });
try {
  const order = epochPermutation(source.size, 1, 0);
  await source.read(order.subarray(0, batch));
  const seconds = (performance.now() - begin) / 1000;
  for (let next = batch; fill && next < order.length; next += batch) {
    await source.read(order.subarray(next, next + batch));
  }
  console.log(JSON.stringify({ seconds, files: source.size }));
} finally {
  source.dispose();
}
