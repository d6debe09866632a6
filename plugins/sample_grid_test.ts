import type { Tensor } from "@forger/core";
import { epochPermutation, type Source, type StreamedSource } from "@forger/data";
import type { Run } from "@forger/trainers";
import { assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import sharp from "sharp";
import { sampleGrid, type SampleGridOptions } from "./sample_grid.ts";
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

const classRows: [options: SampleGridOptions, classes: number, labels: number[], columns: number][] = [
  [{}, 3, Array.from({ length: 30 }, (_, index) => Math.floor(index / 10)), 10],
  [{ columns: 2 }, 3, [0, 0, 1, 1, 2, 2], 2],
  [{ columns: 2, count: 7 }, 3, [0, 0, 1, 1, 2, 2, 0, 0], 2],
  [{ columns: 1 }, 50, Array.from({ length: 40 }, (_, index) => index), 1],
];
for (const [options, count, expected, columns] of classRows) {
  Deno.test(`of ${count} classes with ${JSON.stringify(options)} each row is one class, and each column one latent`, async () => {
    const seen: { latents: number[][]; labels: readonly number[] | undefined }[] = [];
    const generate = (latents: Tensor, labels?: readonly number[]) => {
      seen.push({ latents: latents.arraySync() as number[][], labels });
      return tf.zeros([latents.shape[0]!, 4, 4, 1]);
    };
    const classes = Array.from({ length: count }, (_, label) => String(label));
    const run = await fakeRun({ classes, generate });
    await drive(sampleGrid(options), run, []);
    for (const { labels, latents } of seen) {
      assertEquals(labels, expected);
      latents.forEach((latent, index) => assertEquals(latent, latents[index % columns]));
      assertEquals(new Set(latents.map(String)).size, columns);
    }
    const { width } = await sharp(`${run.folder}/samples/final.png`).metadata();
    assertEquals(width, 16 * (columns * 5 + 1));
  });
}

/** Rows whose images are all of their number, and whose labels are the number's remainder by 3. */
function numbered(size: number): Source {
  return {
    name: "numbers",
    size,
    shape: [4, 4, 1],
    range: [0, 255],
    classes: ["0", "1", "2"],
    gather: (indices) => tf.tile(indices.toFloat().reshape([-1, 1, 1, 1]), [1, 4, 4, 1]),
    gatherLabels: (indices) => indices.mod(tf.scalar(3, "int32")),
    dispose() {},
  };
}

/** The grey levels in `samples/real.png`, image by image. */
async function realLevels(run: Run, columns: number, count: number): Promise<number[]> {
  const { data, info } = await sharp(`${run.folder}/samples/real.png`).raw().toBuffer({ resolveWithObject: true });
  assertEquals(info.width, 16 * (columns * 5 + 1));
  return Array.from({ length: count }, (_, index) => {
    const x = 16 * ((index % columns) * 5 + 2), y = 16 * (Math.floor(index / columns) * 5 + 2);
    return data[(y * info.width + x) * info.channels]!;
  });
}

Deno.test("if asked for, a picture shows the first real images that training visits", async () => {
  const run = await fakeRun({ data: numbered(100), seed: 7 });
  await drive(sampleGrid({ count: 9, real: true }), run, []);
  assertEquals(pictures(run.folder), ["final.png", "real.png", "step_000000.png"]);
  assertEquals(await realLevels(run, 3, 9), [...epochPermutation(100, 7, 0).subarray(0, 9)]);
});

Deno.test("fewer data than places are all shown once", async () => {
  const run = await fakeRun({ data: numbered(5) });
  await drive(sampleGrid({ columns: 3, real: true }), run, []);
  assertEquals((await realLevels(run, 3, 5)).toSorted(), [0, 1, 2, 3, 4]);
});

Deno.test("real images of a conditional run stand in the rows of their classes, each once", async () => {
  const run = await fakeRun({ data: numbered(100), classes: ["0", "1", "2"] });
  await drive(sampleGrid({ columns: 4, real: true }), run, []);
  const order = [...epochPermutation(100, 1, 0)];
  const expected = [0, 1, 2].flatMap((label) => order.filter((row) => row % 3 === label).slice(0, 4));
  assertEquals(await realLevels(run, 4, 12), expected);
});

Deno.test("real images of data that are streamed are the same, in the rows of their classes too", async () => {
  const { gather: _, gatherLabels: __, ...facts } = numbered(100);
  const streamed: StreamedSource = {
    ...facts,
    storedShape: [1],
    read: (indices) => Promise.resolve(Uint8Array.from(indices)),
    decode: (bytes) => tf.tile(bytes.reshape([-1, 1, 1, 1]), [1, 4, 4, 1]),
    labels: Int32Array.from({ length: 100 }, (_, row) => row % 3),
  };
  for (const classes of [undefined, ["0", "1", "2"]]) {
    const levels = await Promise.all([numbered(100), streamed].map(async (data) => {
      const run = await fakeRun({ data, classes, seed: 7 });
      await drive(sampleGrid({ columns: 3, count: 9, real: true }), run, []);
      return await realLevels(run, 3, 9);
    }));
    assertEquals(levels[1], levels[0]);
  }
});

Deno.test("a place for which a class has no real image shows the lowest value", async () => {
  const data = { ...numbered(8), range: [-50, 205] as const }; // 0, 3, 6 and 1, 4, 7 and 2, 5
  const run = await fakeRun({ data, classes: ["0", "1", "2"] });
  await drive(sampleGrid({ columns: 3, real: true }), run, []);
  const levels = await realLevels(run, 3, 9);
  assertEquals([levels.slice(0, 6).includes(0), levels[8]], [false, 0]);
  assertEquals(levels.toSorted((first, second) => first - second), [0, 50, 51, 52, 53, 54, 55, 56, 57]);
});
