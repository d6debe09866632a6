import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { join } from "node:path";
import sharp from "sharp";
import { oursProgram } from "./contenders.ts";
import type { ImageLoading } from "./image_loading.ts";
import type { ImageStart } from "./image_start_request.ts";
import { runChild } from "./run_child.ts";
import type { SampleWriting } from "./sample_writing.ts";
import { writeSmallImages } from "./small_image_folder.ts";
import type { FolderMemory } from "./streaming_result.ts";
import type { StreamingTraining } from "./streaming_training.ts";
import { STREAMING_WORKLOADS } from "./streaming_workloads.ts";

Deno.test("Forger reads every image of a folder once, in a process of its own, and keeps them", async () => {
  const folder = await Deno.makeTempDir(), cacheFolder = await Deno.makeTempDir();
  for (const [name, count, background] of [["blue", 5, "#0033ff"], ["red", 8, "#ff0033"]] as const) {
    await Deno.mkdir(join(folder, name));
    const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background } }).png().toBuffer();
    for (let file = 0; file < count; file++) await Deno.writeFile(join(folder, name, `${file}.png`), bytes);
  }
  const request = { folder, cacheFolder, size: 8, batch: 4, workers: 2, seed: 1 };
  const { classes, seconds } = await runChild<ImageLoading>(oursProgram("ours_images.ts", request));
  assertEquals(classes, [{ name: "blue", images: 5, mean: [0, 0.2, 1] }, {
    name: "red",
    images: 8,
    mean: [1, 0, 0.2],
  }]);
  assert(seconds > 0);

  const again = { folder, cacheFolder, size: 8, channels: 3, batch: 4, fill: false };
  const start = await runChild<ImageStart>(oursProgram("image_start.ts", again));
  assertEquals(start.files, 13);
  assert(start.seconds > 0);
});

Deno.test("training from disk and from the device comes to the same losses", async () => {
  const folder = await Deno.makeTempDir(), cacheFolder = await Deno.makeTempDir();
  await writeSmallImages(folder, { count: 150, size: 16 });
  const workload = STREAMING_WORKLOADS.find(({ name }) => name.startsWith("mlp"))!.name;
  const common = {
    workload,
    folder,
    cacheFolder,
    threads: 1,
    seed: 3,
    seconds: 0.2,
    compile: "graph",
    comparedSteps: 10,
  };
  const train = (from: string) => runChild<StreamingTraining>(oursProgram("streaming.ts", { ...common, from }));
  const device = await train("device"), disk = await train("disk");
  assertAlmostEquals(device.meanLosses.discriminator, disk.meanLosses.discriminator, 1e-4);
  assertAlmostEquals(device.meanLosses.generator, disk.meanLosses.generator, 1e-4);
  assertEquals([device.mode, disk.mode, device.finite, disk.finite], ["graph", "graph", true, true]);
});

Deno.test("the memory of training on a folder is what one epoch of it takes", async () => {
  const folder = await Deno.makeTempDir(), cacheFolder = await Deno.makeTempDir();
  await writeSmallImages(folder, { count: 70, size: 16 });
  const { files, peakMegabytes } = await runChild<FolderMemory>(
    oursProgram("streaming_memory.ts", { folder, cacheFolder, threads: 1 }),
  );
  assertEquals(files, 70);
  assert(peakMegabytes > 100 && peakMegabytes < 5000, `${peakMegabytes}`);
});

Deno.test("samples are written to files", async () => {
  const { count, peakMegabytes, seconds } = await runChild<SampleWriting>(
    oursProgram("samples.ts", { count: 5, threads: 1 }),
  );
  assertEquals(count, 5);
  assert(seconds > 0 && peakMegabytes > 100 && peakMegabytes < 5000, `${seconds}, ${peakMegabytes}`);
});
