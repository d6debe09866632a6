import { ringOfGaussians } from "@forger/data";
import type { Plugin, Run } from "@forger/trainers";
import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { metricsFile } from "./metrics_file.ts";
import { modeCount, type ModeCountOptions } from "./mode_count.ts";
import { drive } from "./testdata/drive.ts";
import { fakePointsRun } from "./testdata/fake_points_run.ts";
import { fakeRun, report } from "./testdata/fake_run.ts";
import { trainTinyImages } from "./testdata/tiny_images.ts";

const nothing = () => ({});

/** What the plugin logs at the end of each report. */
async function logged(
  options: ModeCountOptions,
  changes: Partial<Run> = {},
  steps: readonly number[] = [100],
): Promise<Record<string, number>[]> {
  const logs: Record<string, number>[] = [];
  const log = (name: string, value: number) => void (logs.at(-1)![name] = value);
  const run = await fakePointsRun({ log, ...changes });
  const reports = steps.map((step) => report([step, step], nothing));
  const generate = (latent: tf.Tensor) => {
    logs.push({});
    return run.generate(latent);
  };
  await drive(modeCount(options), { ...run, generate }, reports);
  return logs;
}

Deno.test("modes near the generated points count as covered, and the share of those points is logged", async () => {
  // of 11 points from corner to corner, three near each are within 0.3
  assertEquals(await logged({ count: 11 }), [{ "modes/covered": 2, "modes/high-quality": 6 / 11 }]);
  assertEquals(await logged({ count: 11, least: 3 }), [{ "modes/covered": 2, "modes/high-quality": 6 / 11 }]);
  assertEquals(await logged({ count: 11, least: 4 }), [{ "modes/covered": 0, "modes/high-quality": 6 / 11 }]);
});

Deno.test("a generator that draws from the data covers all modes", async () => {
  const data = ringOfGaussians(), generate = () => data.gather(tf.range(0, 2500, 1, "int32"));
  const [values] = await logged({}, { data, generate });
  assertEquals(values!["modes/covered"], 8);
  assertAlmostEquals(values!["modes/high-quality"]!, 1 - Math.exp(-4.5), 0.01);
});

Deno.test("points that are no numbers cover nothing", async () => {
  const generate = () => tf.fill([5, 2], NaN);
  assertEquals(await logged({}, { generate }), [{ "modes/covered": 0, "modes/high-quality": 0 }]);
});

Deno.test("the points are of the same latents each time, so many as are asked for", async () => {
  const seen: number[][] = [];
  const generate = (latent: tf.Tensor) => {
    seen.push([...latent.dataSync()]);
    return tf.zeros([latent.shape[0]!, 2]);
  };
  await logged({ count: 7 }, { generate }, [500, 1000]);
  assertEquals(seen.map(({ length }) => length), [21, 21]); // three numbers each
  assertEquals(seen[0], seen[1]);
});

Deno.test("data without modes are refused, and images with their shape", async () => {
  const points = await fakePointsRun(), { modes: _, ...data } = points.data;
  await assertRejects(
    () => drive(modeCount(), { ...points, data }, []),
    TypeError,
    "Cannot count modes of corners as it must say where they are: its `modes` is missing",
  );
  const images = await fakeRun();
  await assertRejects(() => drive(modeCount(), images, []), TypeError, "expected shape [2], received [4,4,1]");
});

Deno.test("in a run, both numbers are in the metrics of the steps that are counted and of the last", async () => {
  const networks = () => ({
    generator: tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] }),
    discriminator: tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] }),
  });
  let text = "";
  const reading: Plugin = {
    name: "reading",
    onTrainEnd: (_reason, { folder }) => void (text = Deno.readTextFileSync(`${folder}/metrics.jsonl`)),
  };
  const plugins = [metricsFile(), modeCount({ every: 2, count: 10 }), reading];
  await trainTinyImages(plugins, { data: () => ringOfGaussians({ count: 64 }), networks, steps: 5 });
  const rows = text.trim().split("\n").map((row) => JSON.parse(row));
  const counted = rows.filter((row) => "modes/covered" in row && "modes/high-quality" in row);
  assertEquals(counted.map(({ step }) => step), [2, 4, 5]);
});
