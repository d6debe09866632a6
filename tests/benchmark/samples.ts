// How long generated images take to lie in files of their own, and how much memory. Prints one line of JSON.
import { startCompute } from "@forger/core";
import { dcgan } from "@forger/layers";
import { generateInBatches, normalLatent, writeImages } from "@forger/samplers";
import { peakMemory } from "./peak_memory.ts";
import type { SampleWriting, SampleWritingRequest } from "./sample_writing.ts";
import { withTemporaryFolder } from "./with_temporary_folder.ts";

const { count, threads }: SampleWritingRequest = JSON.parse(Deno.args[0]!);
await startCompute({ backend: "tensorflow", threads });
const { generator, latentSize } = dcgan({
  image: [64, 64, 3],
  generatorWidths: [64, 32, 16, 8],
  discriminatorWidths: [8, 16, 32, 64],
});
await withTemporaryFolder(async (folder) => {
  const begin = performance.now();
  const images = generateInBatches(generator, { latent: normalLatent(latentSize), count, seed: 1 });
  const written = await writeImages(images, folder);
  const seconds = (performance.now() - begin) / 1000;
  const found: SampleWriting = { count: written, seconds, peakMegabytes: await peakMemory() };
  console.log(JSON.stringify(found));
});
