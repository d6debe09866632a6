import { epochPermutation, type Source, type StreamedSource } from "@forger/data";
import type { Plugin, Run } from "@forger/trainers";
import { assert, assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import sharp from "sharp";
import { metricsFile } from "./metrics_file.ts";
import { nearestReal, type NearestRealOptions } from "./nearest_real.ts";
import { drive } from "./testdata/drive.ts";
import { fakePointsRun } from "./testdata/fake_points_run.ts";
import { fakeRun, report } from "./testdata/fake_run.ts";
import { trainTinyImages } from "./testdata/tiny_images.ts";

const nothing = () => ({});
const pictures = (folder: string) => [...Deno.readDirSync(`${folder}/samples`)].map(({ name }) => name).toSorted();

/** Images of one grey each, as many as there are levels. */
const greys = (levels: readonly number[]) =>
  tf.tidy(() => tf.tensor1d([...levels]).reshape([-1, 1, 1, 1]).tile([1, 4, 4, 1]));

/** Rows that are images of the grey of their number, out of 255. */
function numbers(size: number, read: (rows: ArrayLike<number>) => void = () => {}): Source {
  return {
    name: "numbers",
    size,
    shape: [4, 4, 1],
    range: [0, 255],
    gather(indices) {
      read(indices.dataSync());
      return greys([...indices.dataSync()]);
    },
    dispose() {},
  };
}

/** What the plugin logs at the end of each report, and the run. */
async function logged(
  options: NearestRealOptions,
  changes: Partial<Run> = {},
  steps: readonly number[] = [500],
): Promise<{ logs: Record<string, number>[]; run: Run }> {
  const logs: Record<string, number>[] = [];
  const log = (name: string, value: number) => {
    if (name === "nearest/fake") logs.push({});
    logs.at(-1)![name] = value;
  };
  const run = await fakeRun({ data: numbers(100), log, ...changes });
  await drive(nearestReal(options), run, steps.map((step) => report([step, step], nothing)));
  return { logs, run };
}

Deno.test("the mean distance to the nearest real image is logged, that between real ones, and their ratio", async () => {
  const generate = () => greys([10.25, 20, 98.5]); // 0.25, 0 and 0.5 from the nearest
  const { logs } = await logged({ count: 3, samples: 3 }, { generate }, [500, 700]);
  // of 100 rows, 20 are compared with the other 80
  const order = [...epochPermutation(100, 1, 0)], others = order.slice(0, 80);
  const distances = order.slice(80).map((row) => Math.min(...others.map((other) => Math.abs(other - row))));
  const between = distances.reduce((sum, distance) => sum + distance, 0) / 20;
  assert(between >= 1 && between < 3, `${between}`);
  assertEquals(logs.length, 2);
  for (const values of logs) {
    assertAlmostEquals(values["nearest/fake"]!, 0.25, 1e-6);
    assertAlmostEquals(values["nearest/real"]!, between, 1e-6);
    assertAlmostEquals(values["nearest/ratio"]!, 0.25 / between, 1e-6);
  }
});

/** Rows of independent normal values, each its own whoever asks. */
function noise(size: number): Source & { readonly rows: tf.Tensor } {
  const rows = tf.randomNormal([size, 4, 4, 1], 0, 1, "float32", 5);
  return {
    ...numbers(size),
    rows,
    range: [-4, 4],
    gather: (indices) => tf.gather(rows, indices as tf.Tensor1D),
  };
}

Deno.test("the ratio is about 1 for new images like the real ones, 0 for copies, and far above 1 for others", async () => {
  const data = noise(2000);
  const ratio = async (images: () => tf.Tensor) => {
    const { logs } = await logged({ samples: 300 }, { data, generate: images });
    return logs[0]!["nearest/ratio"]!;
  };
  assertAlmostEquals(await ratio(() => tf.randomNormal([300, 4, 4, 1], 0, 1, "float32", 8)), 1, 0.06);
  assertEquals(await ratio(() => data.rows.slice(700, 300)), 0);
  const nearCopies = await ratio(() => data.rows.slice(700, 300).add(0.05));
  assert(nearCopies > 0.02 && nearCopies < 0.2, `${nearCopies}`);
  assert(await ratio(() => tf.fill([300, 4, 4, 1], 3)) > 3);
});

Deno.test("pictures are of each multiple and of the end, and show the nearest pairs first, the real image left", async () => {
  const generate = () => greys([30.5, 60, 90.25, 10.4]);
  const { run } = await logged({ count: 3, samples: 4 }, { generate }, [500, 700]);
  assertEquals(pictures(run.folder), ["nearest_final.png", "nearest_step_000500.png"]);
  for (const name of pictures(run.folder)) {
    const { data, info } = await sharp(`${run.folder}/samples/${name}`).raw().toBuffer({ resolveWithObject: true });
    // the levels of what is grey, not background or letters: image by image
    const seen: number[] = [];
    for (let y = info.height - 1; y >= 0; y -= 4) {
      const row: number[] = [];
      for (let x = 0; x < info.width; x++) {
        const [red, green, blue] = data.subarray((y * info.width + x) * info.channels);
        if (red === green && green === blue && red! < 100 && red !== row.at(-1)) row.push(red!);
      }
      for (const level of row) if (!seen.includes(level)) seen.push(level);
    }
    // of 60, 90.25 and 10.4 the picture has both, of 30.5 neither
    assertEquals(seen.includes(60) && seen.includes(90) && seen.includes(10), true, `${name}: ${seen}`);
    assertEquals(seen.some((level) => level >= 30 && level <= 31), false, `${name}: ${seen}`);
  }
});

Deno.test("no more real images are read than are asked for: the first ones that training visits", async () => {
  const read = new Set<number>();
  const data = numbers(250, (rows) => Array.from(rows).forEach((row) => read.add(row)));
  const { logs } = await logged({ among: 40, count: 2, samples: 2 }, { data, generate: () => greys([0, 1]) });
  assertEquals([...read].toSorted(), [...epochPermutation(250, 1, 0).subarray(0, 40)].toSorted());
  const nearest = (level: number) => Math.min(...[...read].map((row) => Math.abs(row - level)));
  assertAlmostEquals(logs[0]!["nearest/fake"]!, (nearest(0) + nearest(1)) / 2, 1e-5);
});

Deno.test("data that are streamed give the same numbers", async () => {
  const generate = () => greys([10.25, 20, 98.5]), options = { count: 3, samples: 3 };
  const streamed: StreamedSource = {
    name: "numbers",
    size: 100,
    shape: [4, 4, 1],
    range: [0, 255],
    storedShape: [1],
    read: (indices) => Promise.resolve(Uint8Array.from(indices)),
    decode: (bytes) => bytes.reshape([-1, 1, 1, 1]).tile([1, 4, 4, 1]),
    dispose() {},
  };
  const [first, second] = [await logged(options, { generate }), await logged(options, { data: streamed, generate })];
  assertEquals(second.logs, first.logs);
});

Deno.test("images are of the same latents each time, so many as are asked for", async () => {
  const seen: number[][] = [];
  const generate = (latent: tf.Tensor) => {
    seen.push([...latent.dataSync()]);
    return greys(Array(latent.shape[0]!).fill(7));
  };
  await logged({ count: 5, samples: 8 }, { generate }, [500, 1000]);
  assertEquals(seen.map(({ length }) => length), [24, 24, 24]); // three numbers each, also at the end
  assertEquals(new Set(seen.map(String)).size, 1);
  await logged({ count: 150 }, { generate }, []);
  assertEquals(seen.at(-1)!.length, 450);
});

Deno.test("a generator that diverged is near to nothing, and has no picture", async () => {
  const generate = () => tf.fill([2, 4, 4, 1], NaN);
  const { logs, run } = await logged({ count: 2, samples: 2 }, { generate });
  assertEquals([logs[0]!["nearest/fake"], logs[0]!["nearest/ratio"]], [NaN, NaN]);
  assertEquals([...Deno.readDirSync(run.folder)], []);
});

Deno.test("a run that failed gets no final picture", async () => {
  const run = await fakeRun({ data: numbers(10) });
  await drive(nearestReal({ count: 1, samples: 1 }), run, [report([500, 500], nothing)], "failed");
  assertEquals(pictures(run.folder), ["nearest_step_000500.png"]);
});

Deno.test("data that are no images of one or three channels are refused, and those with a single row", async () => {
  const refused = async (run: Run, kind: typeof TypeError | typeof RangeError, message: string) =>
    void await assertRejects(() => drive(nearestReal(), run, []), kind, message);
  await refused(
    await fakePointsRun(),
    TypeError,
    "Cannot find images nearest to those of corners as it must hold images [height, width, channels]: current shape is [2]",
  );
  await refused(
    await fakeRun({ data: { ...numbers(10), shape: [4, 4, 2] } }),
    TypeError,
    "Cannot draw images of numbers as they must have 1 or 3 channels: current shape is [4,4,2]",
  );
  await refused(
    await fakeRun({ data: numbers(1) }),
    RangeError,
    "Cannot find nearest images of numbers as it must have at least 2 rows: current size is 1",
  );
});

Deno.test("one real image is refused at once, as it cannot be compared with others", () => {
  assertThrows(
    () => nearestReal({ among: 1 }),
    RangeError,
    "Cannot create nearest-real as among must be an integer of 2 or more, as one is compared with the rest: current value is 1",
  );
  assertEquals(nearestReal({ among: 2 }).options?.among, 2);
});

Deno.test("in a run, the numbers are in the metrics of the steps that are measured and of the last", async () => {
  const values = tf.randomUniform([20, 6, 6, 1], -1, 1, "float32", 3),
    dense = (units: number, size: number) => tf.layers.dense({ units, inputShape: [size] });
  const networks = () => ({
    generator: tf.sequential({ layers: [dense(36, 3), tf.layers.reshape({ targetShape: [6, 6, 1] })] }),
    discriminator: tf.sequential({ layers: [tf.layers.flatten({ inputShape: [6, 6, 1] }), dense(1, 36)] }),
  });
  const data = (): Source => ({
    ...numbers(20),
    shape: [6, 6, 1],
    range: [-1, 1],
    gather: (indices) => tf.gather(values, indices as tf.Tensor1D),
  });
  let text = "";
  const reading: Plugin = {
    name: "reading",
    onTrainEnd: (_reason, { folder }) => void (text = Deno.readTextFileSync(`${folder}/metrics.jsonl`)),
  };
  const plugins = [metricsFile(), nearestReal({ every: 2, samples: 10 }), reading];
  await trainTinyImages(plugins, { data, networks, steps: 5 });
  const rows = text.trim().split("\n").map((row) => JSON.parse(row));
  const measured = rows.filter((row) => row["nearest/ratio"] > 0 && row["nearest/fake"] > 0 && row["nearest/real"] > 0);
  assertEquals(measured.map(({ step }) => step), [2, 4, 5]);
});
