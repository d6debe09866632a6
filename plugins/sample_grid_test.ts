import type { Tensor } from "@forger/core";
import { assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import sharp from "sharp";
import { sampleGrid } from "./sample_grid.ts";
import { drive, hook } from "./testdata/drive.ts";
import { fakeRun, report } from "./testdata/fake_run.ts";

const nothing = () => ({});
const pictures = (folder: string) => [...Deno.readDirSync(`${folder}/samples`)].map(({ name }) => name).toSorted();

Deno.test("pictures are written before the first step, at each multiple and at the end", async () => {
  const run = await fakeRun();
  const reports = [report([1, 200], nothing), report([201, 400], nothing), report([401, 450], nothing)];
  await drive(sampleGrid({ every: 200, count: 4 }), run, reports);
  assertEquals(pictures(run.folder), ["final.png", "step_000000.png", "step_000200.png", "step_000400.png"]);
});

Deno.test("all pictures of a run, and of runs with the same seed, show the same latents", async () => {
  const seen: number[][] = [];
  const generate = (latent: Tensor) => {
    seen.push([...latent.dataSync()]);
    return tf.zeros([latent.shape[0]!, 4, 4, 1]);
  };
  for (const seed of [1, 1, 2]) {
    await drive(sampleGrid({ every: 10, count: 4 }), await fakeRun({ generate, seed }), [report([1, 10], nothing)]);
  }
  assertEquals(seen.length, 9);
  assertEquals(new Set(seen.slice(0, 6).map(String)).size, 1);
  assertEquals(String(seen[0]) === String(seen[6]), false);
});

Deno.test("a picture has the images, the columns and the range of the data", async () => {
  const original = await fakeRun();
  const data = { ...original.data, range: [0, 10] as const };
  const run = { ...original, data, generate: () => tf.fill([6, 4, 4, 3], 5) };
  await drive(sampleGrid({ count: 6, columns: 3 }), run, []);
  const { data: bytes, info } = await sharp(`${run.folder}/samples/final.png`).raw().toBuffer({
    resolveWithObject: true,
  });
  assertEquals([info.width, info.height], [16 * (3 * 5 + 1), 16 * (2 * 5 + 1)]);
  const middle = (16 * 3 * info.width + 16 * 3) * info.channels;
  assertEquals([...bytes.subarray(middle, middle + 3)], [128, 128, 128]);
});

Deno.test("a run that goes back replaces the pictures of the steps that it does again", async () => {
  let level = -1;
  const run = await fakeRun({ generate: () => tf.fill([4, 4, 4, 1], level) });
  const plugin = sampleGrid({ every: 100, count: 4 });
  await hook(plugin, "onTrainBegin")(run);
  for (const steps of [[1, 100], [101, 200], [51, 80], [81, 100]] as const) {
    await hook(plugin, "onStepEnd")(report(steps, nothing), run);
    level += 0.5; // it rises from report to report
  }
  assertEquals(pictures(run.folder), ["step_000000.png", "step_000100.png", "step_000200.png"]);
  const { channels } = await sharp(`${run.folder}/samples/step_000100.png`).stats();
  assertEquals(channels[0]!.max, Math.round(255 * 0.75)); // 0.5 in [-1, 1]
  await hook(plugin, "onTrainEnd")("finished", run);
});

Deno.test("a run that failed gets no final picture", async () => {
  const run = await fakeRun();
  await drive(sampleGrid({ count: 4 }), run, [], "failed");
  assertEquals(pictures(run.folder), ["step_000000.png"]);
});

Deno.test("data that are no images are refused with their shape", async () => {
  const run = await fakeRun({ generate: (latent) => tf.zeros([latent.shape[0]!, 2]) });
  await assertRejects(() => drive(sampleGrid(), run, []), TypeError, "received [64,2]");
});
