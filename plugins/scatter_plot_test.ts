import type { Tensor } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals, assertMatch, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import sharp from "sharp";
import { scatterPlot } from "./scatter_plot.ts";
import { drive, hook } from "./testdata/drive.ts";
import { fakePointsRun } from "./testdata/fake_points_run.ts";
import { fakeRun, report } from "./testdata/fake_run.ts";

const nothing = () => ({});
const pictures = (folder: string) => [...Deno.readDirSync(`${folder}/samples`)].map(({ name }) => name).toSorted();

/** What a picture shows: its texts in order. */
const texts = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text!);

/** The middles of the dots of a colour, in pixels from the upper left. */
function dots(svg: string, colour: string): number[][] {
  const paths = [...svg.matchAll(/<path d="([^"]*)"[^>]* fill="([^"]*)"/g)].filter(([, , fill]) => fill === colour);
  // the one of the legend is small; a dot begins at the right end of its circle
  const path = paths.map(([, data]) => data!).toSorted((first, second) => second.length - first.length)[0]!;
  return [...path.matchAll(/M([\d.]+) ([\d.]+)A([\d.]+) /g)].map((
    [, x, y, radius],
  ) => [Number(x) - Number(radius), Number(y)]);
}

const RED = "#d0402b", BLUE = "#2458c5";

Deno.test("pictures are drawn before the first step, at each multiple and at the end", async () => {
  const run = await fakePointsRun({ name: "corners" });
  const reports = [report([1, 200], nothing), report([201, 1000], nothing), report([1001, 1050], nothing)];
  await drive(scatterPlot({ every: 200, count: 4 }), run, reports);
  assertEquals(pictures(run.folder), ["final.svg", "step_000000.svg", "step_000200.svg", "step_001000.svg"]);
  const titles = pictures(run.folder).map((name) => texts(Deno.readTextFileSync(`${run.folder}/samples/${name}`)));
  for (const [index, step] of ["1,050", "0", "200", "1,000"].entries()) {
    assert(titles[index]!.includes(`corners, step ${step}`), titles[index]!.join());
  }
});

Deno.test("a picture shows real points red and generated points blue, where they are", async () => {
  const generate = () => tf.tensor2d([[0.5, 0.5], [0, 1]]);
  const run = await fakePointsRun({ generate });
  await drive(scatterPlot({ count: 40 }), run, []);
  const svg = await Deno.readTextFile(`${run.folder}/samples/final.svg`);
  assert(["40 real", "2 generated", "x", "y"].every((text) => texts(svg).includes(text)));
  const { width, height } = await sharp(new TextEncoder().encode(svg)).metadata();
  assertMatch(svg, new RegExp(`^<svg width="${width}" height="${height}" `));
  // the plot is a square of 560 pixels; from 0 to 1, the axes reach from -0.2 to 1.2
  const place = ([x, y]: readonly number[]) => [70 + 560 * (x! + 0.2) / 1.4, 76 + 560 * (1.2 - y!) / 1.4];
  const near = (found: readonly number[], expected: readonly number[]) =>
    expected.every((value, axis) => Math.abs(found[axis]! - value) < 0.2);
  const red = dots(svg, RED), blue = dots(svg, BLUE);
  assertEquals([red.length, blue.length], [40, 2]);
  for (const corner of [[0, 0], [1, 0], [0, 1], [1, 1]]) {
    assertEquals(red.filter((dot) => near(dot, place(corner))).length, 10, `${corner}`);
  }
  assert(near(blue[0]!, place([0.5, 0.5])) && near(blue[1]!, place([0, 1])), JSON.stringify(blue));
});

Deno.test("generated points beyond the axes do not move them, and are counted", async () => {
  let points: tf.Tensor2D = tf.tensor2d([[0.1, 0.9]]);
  const run = await fakePointsRun({ generate: () => points.clone() });
  const draw = async (values: number[][]) => {
    points = tf.tensor2d(values);
    await drive(scatterPlot({ count: 10 }), run, []);
    return await Deno.readTextFile(`${run.folder}/samples/final.svg`);
  };
  const inside = await draw([[0.1, 0.9]]), outside = await draw([[0.1, 0.9], [3, 0.5], [0.5, -40], [NaN, 0]]);
  const warning = "3 of 4 generated points are not in the picture";
  assertEquals([texts(inside).includes(warning), texts(outside).includes(warning)], [false, true]);
  assertEquals(dots(outside, RED), dots(inside, RED));
  assertEquals(dots(outside, BLUE)[0], dots(inside, BLUE)[0]);
});

Deno.test("all pictures of a run show the same latents and the same real points, however few there are", async () => {
  const seen: number[][] = [];
  const generate = (latent: Tensor) => {
    seen.push([...latent.dataSync()]);
    return tf.zeros([latent.shape[0]!, 2]);
  };
  const run = await fakePointsRun({ generate });
  await drive(scatterPlot({ every: 10, count: 100 }), run, [report([1, 10], nothing)]);
  assertEquals(new Set(seen.map(String)).size, 1);
  const [last, ...others] = pictures(run.folder).map((name) => Deno.readTextFileSync(`${run.folder}/samples/${name}`));
  for (const other of others) assertEquals(dots(other, RED), dots(last!, RED));
  assertEquals(dots(last!, RED).length, 40); // all that there are
});

Deno.test("which real points are drawn does not follow a pattern in their order", async () => {
  const run = await fakePointsRun(), wide = { ...run.data, size: 65_536 };
  await drive(scatterPlot({ count: 1024 }), { ...run, data: wide }, []);
  const red = dots(await Deno.readTextFile(`${run.folder}/samples/final.svg`), RED);
  const shares = Object.values(Object.groupBy(red, String)).map((dots) => dots!.length / 1024);
  assertEquals(shares.length, 4);
  for (const share of shares) assertAlmostEquals(share, 0.25, 0.07); // five deviations
});

Deno.test("a picture of a thousand points of each kind stays small", async () => {
  const run = await fakePointsRun();
  await drive(scatterPlot(), run, []);
  const { size } = await Deno.stat(`${run.folder}/samples/final.svg`);
  assert(size < 150_000, `${size} bytes`);
});

Deno.test("a film shows the pictures from before the first step to the last, and no more frames than are wanted", async () => {
  let step = 0;
  const generate = () => tf.tensor2d([[step / 100, 0.5]]); // from left to right
  const run = await fakePointsRun({ generate }), plugin = scatterPlot({ every: 100, count: 4, film: 20, frames: 3 });
  assertEquals(plugin.every, 20);
  await hook(plugin, "onTrainBegin")(run);
  for (step = 20; step <= 100; step += 20) await hook(plugin, "onStepEnd")(report([step - 19, step], nothing), run);
  step = 90; // whatever follows is of the last step
  await hook(plugin, "onTrainEnd")("finished", run);
  assertEquals(pictures(run.folder), ["final.svg", "scatter.gif", "step_000000.svg", "step_000100.svg"]);
  const { delay, pages, pageHeight, width } = await sharp(`${run.folder}/samples/scatter.gif`, { animated: true })
    .metadata();
  assertEquals([pages, width, pageHeight, delay], [4, 656, 696, [100, 100, 100, 2000]]); // 0, 40, 80 and 100
  for (const [page, shown] of [0, 40, 80, 90].entries()) {
    const { data, info } = await sharp(`${run.folder}/samples/scatter.gif`, { page }).raw()
      .toBuffer({ resolveWithObject: true });
    for (const place of [0, 40, 80, 90]) {
      const x = Math.round(70 + 560 * (place / 100 + 0.2) / 1.4), y = Math.round(76 + 560 * 0.7 / 1.4) + 1;
      const [red, , blue] = data.subarray((y * info.width + x) * info.channels);
      assertEquals(blue! > red! + 50, place === shown, `${place} in the frame of ${shown}`);
    }
  }
});

Deno.test("without a film there is none", async () => {
  const run = await fakePointsRun();
  await drive(scatterPlot({ count: 4 }), run, [report([1, 10], nothing)]);
  assertEquals(pictures(run.folder), ["final.svg", "step_000000.svg"]);
});

Deno.test("data that are no points are refused with their shape", async () => {
  const run = await fakeRun();
  const message =
    "Cannot draw points of fake as its rows must be points of the plane: expected shape [2], received [4,4,1]";
  await assertRejects(() => drive(scatterPlot(), run, []), TypeError, message);
});
