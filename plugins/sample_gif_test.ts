import type { Tensor } from "@forger/core";
import type { EndReason, Run, StepReport } from "@forger/trainers";
import { assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import sharp from "sharp";
import { sampleGif, type SampleGifOptions } from "./sample_gif.ts";
import { drive, hook } from "./testdata/drive.ts";
import { fakeRun, report } from "./testdata/fake_run.ts";

const nothing = () => ({});
const file = (run: Run) => `${run.folder}/samples/training.gif`;

/** Reports of so many steps each. */
const reports = (last: number, each: number): StepReport[] =>
  Array.from(
    { length: Math.ceil(last / each) },
    (_, index) => report([index * each + 1, Math.min(last, (index + 1) * each)], nothing),
  );

/** A run whose images are black before the first step, and one level brighter with each picture that is generated. */
async function brightening(changes: Partial<Run> = {}): Promise<Run> {
  let level = 0;
  const original = await fakeRun();
  const data = { ...original.data, range: [0, 255] as const };
  return { ...original, data, generate: ({ shape }) => tf.fill([shape[0]!, 4, 4, 1], level++), ...changes };
}

/** The grey level of the first image in each frame. */
async function levels(run: Run): Promise<number[]> {
  const { pages = 1 } = await sharp(file(run), { animated: true }).metadata();
  const found: number[] = [];
  for (let page = 0; page < pages; page++) {
    const { data, info } = await sharp(file(run), { page }).raw().toBuffer({ resolveWithObject: true });
    found.push(data[(32 * info.width + 32) * info.channels]!);
  }
  return found;
}

/** The steps of a GIF's frames, of a plugin that is driven through a run. */
async function framesOf(
  options: SampleGifOptions,
  steps: readonly StepReport[],
  reason: EndReason = "finished",
): Promise<number[]> {
  let step = 0;
  const run = await brightening({ generate: ({ shape }) => tf.fill([shape[0]!, 4, 4, 1], step) });
  const plugin = sampleGif({ count: 4, ...options });
  await hook(plugin, "onTrainBegin")(run);
  for (const one of steps) {
    step = one.step;
    await hook(plugin, "onStepEnd")(one, run);
  }
  await hook(plugin, "onTrainEnd")(reason, run);
  return await levels(run);
}

Deno.test("the animation runs from before the first step to the last, at every multiple between", async () => {
  const run = await brightening();
  await drive(sampleGif({ every: 10, count: 6, columns: 3, frameDelay: 70 }), run, reports(35, 10));
  const { format, width, pageHeight, delay, loop } = await sharp(file(run), { animated: true }).metadata();
  assertEquals([format, width, pageHeight, loop], ["gif", 16 * 16, 16 * 11, 0]);
  assertEquals(delay, [70, 70, 70, 70, 2000]);
  assertEquals(await levels(run), [0, 1, 2, 3, 4]);
  assertEquals([...Deno.readDirSync(`${run.folder}/samples`)].map(({ name }) => name), ["training.gif"]);
});

const cases: [options: SampleGifOptions, last: number, frames: number[]][] = [
  [{ every: 10 }, 30, [0, 10, 20, 30]], // no second frame of the last step
  [{ every: 10 }, 9, [0, 9]],
  [{ every: 10, frames: 3 }, 30, [0, 10, 20, 30]],
  [{ every: 10, frames: 3 }, 39, [0, 10, 20, 30, 39]],
  [{ every: 10, frames: 3 }, 40, [0, 20, 40]],
  [{ every: 10, frames: 3 }, 55, [0, 20, 40, 55]],
  [{ every: 10, frames: 3 }, 70, [0, 20, 40, 60, 70]],
  [{ every: 10, frames: 3 }, 90, [0, 40, 80, 90]],
  [{ every: 10, frames: 1 }, 50, [0, 40, 50]],
  [{ every: 10, frames: 2 }, 30, [0, 20, 30]],
];
for (const [options, last, frames] of cases) {
  Deno.test(`${last} steps with ${JSON.stringify(options)} have the frames ${frames.join(", ")}`, async () => {
    assertEquals(await framesOf(options, reports(last, 10)), frames);
  });
}

Deno.test("a run that stops has its last frame, one that fails those that were taken before", async () => {
  const steps = reports(25, 10);
  assertEquals(await framesOf({ every: 10 }, steps, "stopped"), [0, 10, 20, 25]);
  assertEquals(await framesOf({ every: 10 }, steps, "failed"), [0, 10, 20]);
});

Deno.test("a run that fails before a second frame leaves no file", async () => {
  const run = await fakeRun();
  await drive(sampleGif({ count: 4 }), run, [], "failed");
  assertEquals([...Deno.readDirSync(run.folder)], []);
});

Deno.test("a run that goes back has each step's frame once, as it was the last time", async () => {
  const run = await brightening();
  const steps = [[1, 10], [11, 20], [21, 30], [15, 20], [21, 22]] as const; // back to step 14
  await drive(sampleGif({ every: 10, count: 4 }), run, steps.map((one) => report(one, nothing)));
  assertEquals(await levels(run), [0, 1, 4, 5]); // steps 0, 10, 20, 22
});

Deno.test("frames between those that are kept are not generated at all", async () => {
  let generated = 0;
  const generate = ({ shape }: Tensor) => (generated++, tf.zeros([shape[0]!, 4, 4, 1]));
  await drive(sampleGif({ every: 1, count: 1, frames: 4 }), await fakeRun({ generate }), reports(1000, 1));
  // 6 until the first time that frames are dropped, at step 5, then 2 or 3 until each next one, and the last
  assertEquals(generated < 30, true, `${generated}`);
});

Deno.test("all frames show the same latents, of a conditional generator one class a row", async () => {
  const seen: { latents: number[][]; labels: readonly number[] | undefined }[] = [];
  const generate = (latents: Tensor, labels?: readonly number[]) => {
    seen.push({ latents: latents.arraySync() as number[][], labels });
    return tf.zeros([latents.shape[0]!, 4, 4, 1]);
  };
  const run = await fakeRun({ classes: ["a", "b", "c"], generate });
  await drive(sampleGif({ every: 10, columns: 2 }), run, reports(20, 10));
  assertEquals(seen.length, 3);
  for (const { labels, latents } of seen) {
    assertEquals(labels, [0, 0, 1, 1, 2, 2]);
    assertEquals(latents, seen[0]!.latents);
    assertEquals(latents.slice(2, 4), latents.slice(0, 2));
  }
  const { width } = await sharp(file(run)).metadata();
  assertEquals(width, 16 * 11);
});

Deno.test("without options there are 36 images, or ten of each class", async () => {
  for (const [classes, count] of [[undefined, 36], [["a", "b"], 20]] as const) {
    let latents = 0;
    const generate = ({ shape }: Tensor) => tf.zeros([latents = shape[0]!, 4, 4, 1]);
    await drive(sampleGif(), await fakeRun({ classes, generate }), []);
    assertEquals(latents, count);
  }
});

Deno.test("data that are no images are refused with their shape", async () => {
  const run = await fakeRun({ generate: (latent) => tf.zeros([latent.shape[0]!, 2]) });
  await assertRejects(() => drive(sampleGif(), run, []), TypeError, "received [36,2]");
});
