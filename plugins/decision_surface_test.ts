import { hinge, wasserstein } from "@forger/losses";
import type { Run } from "@forger/trainers";
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import sharp from "sharp";
import { decisionPixels, scalePixels } from "./_decision_pixels.ts";
import { judgePoints } from "./_judge_points.ts";
import { decisionSurface } from "./decision_surface.ts";
import { drive } from "./testdata/drive.ts";
import { fakePointsRun } from "./testdata/fake_points_run.ts";
import { fakeRun, report } from "./testdata/fake_run.ts";

const nothing = () => ({});
const pictures = (folder: string) => [...Deno.readDirSync(`${folder}/samples`)].map(({ name }) => name).toSorted();

/** The colour in a picture where a point of the plane is: the plot is a square of 560 pixels, from -0.2 to 1.2. */
async function colours(file: string): Promise<(x: number, y: number) => readonly number[]> {
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
  return (x, y) => {
    const right = Math.round(70 + 559 * (x + 0.2) / 1.4), down = Math.round(76 + 559 * (1.2 - y) / 1.4);
    return [...data.subarray((down * info.width + right) * info.channels).subarray(0, 3)];
  };
}

/** Drives the plugin through a run without steps; the colours of its last picture. */
async function drawn(changes: Partial<Run> = {}) {
  const run = await fakePointsRun(changes);
  await drive(decisionSurface({ count: 40, film: 0 }), run, []);
  return await colours(`${run.folder}/samples/decision_final.png`);
}

const isDark = ([red, green, blue]: readonly number[]) => Math.max(red!, green!, blue!) < 120;
const isBluish = ([red, , blue]: readonly number[]) => blue! > red!;
const isOrange = ([red, , blue]: readonly number[]) => red! > blue!;

/** Where the picture has a dark line on the way down from a point of its upper edge. */
function lineBelow(colour: (x: number, y: number) => readonly number[], x: number): number[] {
  const places = Array.from({ length: 560 }, (_, pixel) => 1.2 - 1.4 * pixel / 559);
  return places.filter((y) => isDark(colour(x, y)));
}

Deno.test("pictures are drawn before the first step, at each multiple and at the end, and frames in between", async () => {
  const run = await fakePointsRun();
  const reports = [100, 200, 300, 400, 450].map((step) => report([step - 49, step], nothing));
  await drive(decisionSurface({ every: 200, count: 4, film: 100 }), run, reports);
  const names = ["final", "step_000000", "step_000200", "step_000400"].map((name) => `decision_${name}.png`);
  assertEquals(pictures(run.folder), ["decision.gif", ...names]);
  const { delay, pages, pageHeight, width } = await sharp(`${run.folder}/samples/decision.gif`, { animated: true })
    .metadata();
  assertEquals([pages, delay], [6, [100, 100, 100, 100, 100, 2000]]); // 0 to 400, and 450
  const picture = await sharp(`${run.folder}/samples/decision_final.png`).metadata();
  assertEquals([width, pageHeight], [picture.width, picture.height]);
});

Deno.test("there are no more frames than are wanted, and none without a film", async () => {
  const run = await fakePointsRun(), steps = Array.from({ length: 9 }, (_, index) => 10 * (index + 1));
  const reports = steps.map((step) => report([step - 9, step], nothing));
  await drive(decisionSurface({ count: 4, film: 10, frames: 3 }), run, reports);
  assertEquals((await sharp(`${run.folder}/samples/decision.gif`, { animated: true }).metadata()).pages, 4); // 0, 40, 80, 90
  const other = await fakePointsRun();
  await drive(decisionSurface({ film: 0 }), other, reports);
  assertEquals(pictures(other.folder), ["decision_final.png", "decision_step_000000.png"]);
});

Deno.test("a failed run leaves the frames and pictures that were taken before", async () => {
  const run = await fakePointsRun();
  await drive(
    decisionSurface({ count: 4, film: 10 }),
    run,
    [report([1, 10], nothing), report([11, 15], nothing)],
    "failed",
  );
  assertEquals(pictures(run.folder), ["decision.gif", "decision_step_000000.png"]);
  assertEquals((await sharp(`${run.folder}/samples/decision.gif`, { animated: true }).metadata()).pages, 2);
});

Deno.test("a plugin runs as often as its pictures and its frames need", () => {
  assertEquals(decisionSurface().every, 100);
  assertEquals(decisionSurface({ every: 300, film: 120 }).every, 60);
  assertEquals(decisionSurface({ every: 300, film: 0 }).every, 300);
});

Deno.test("the map is blue where the discriminator says generated, orange where real, and dark where it does not know", async () => {
  const colour = await drawn();
  for (const x of [0.25, 0.4, 0.8]) {
    const line = lineBelow(colour, x);
    assert(line.length > 0 && line.length < 6, `${line}`); // a thin line
    for (const y of line) assertAlmostEquals(y, 1 - x, 2.5 * 1.4 / 560); // x + y = 1
  }
  // D = sigmoid(4 (x + y - 1)) at (1.1, 1.1) is 0.992, at (0.6, 0.65) 0.731, at (0.3, 0.45) 0.269, at (-0.1, -0.1) 0.008
  assertEquals(colour(1.1, 1.1), [250, 204, 155]); // the highest of the bands
  assertEquals(colour(-0.1, -0.1), [150, 180, 232]); // the lowest
  for (const [x, y] of [[0.6, 0.65], [0.9, 0.5]] as const) assert(isOrange(colour(x, y)), `${colour(x, y)}`);
  for (const [x, y] of [[0.3, 0.45], [0.1, 0.5]] as const) assert(isBluish(colour(x, y)), `${colour(x, y)}`);
});

Deno.test("real points are red, generated ones white with a blue edge", async () => {
  const colour = await drawn({ generate: () => tf.tensor2d([[0.5, 0.2]]) });
  for (const [x, y] of [[0, 0], [1, 0], [0, 1], [1, 1]] as const) assertEquals(colour(x, y), [208, 64, 43]);
  const [red, green, blue] = colour(0.5, 0.2);
  assert(Math.min(red!, green!, blue!) > 235, `${[red, green, blue]}`);
});

Deno.test("scores have a line at their loss's boundary, with colours even about it, and none without a boundary", async () => {
  const scores = (bias: number) => ({
    generator: tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] }),
    discriminator: tf.sequential({
      layers: [
        tf.layers.dense({
          units: 1,
          inputShape: [2],
          kernelInitializer: "ones",
          biasInitializer: tf.initializers.constant({ value: bias }),
        }),
      ],
    }),
  });
  const even = await drawn({ loss: hinge, networks: scores(-1) });
  for (const y of lineBelow(even, 0.4)) assertAlmostEquals(y, 0.6, 2.5 * 1.4 / 560);
  assertEquals(lineBelow(even, 0.4).length > 0, true);
  const high = await drawn({ loss: hinge, networks: scores(1.4) }); // from 1 to 3.8: all above the boundary
  assert(isOrange(high(0.3, 0.6)) && isOrange(high(-0.15, -0.1)));
  assertEquals(lineBelow(high, 0.4), []);
  const free = await drawn({ loss: wasserstein, networks: scores(1.4) });
  assert(isOrange(free(1.1, 1.1)) && isBluish(free(-0.1, -0.1)));
  assertEquals(lineBelow(free, 0.4), []);
});

Deno.test("a discriminator whose answers are no numbers is shown as such", async () => {
  const run = await fakePointsRun();
  run.networks.discriminator.setWeights([tf.tensor2d([NaN, 1], [2, 1]), tf.tensor1d([0])]);
  for (const loss of [run.loss, hinge, wasserstein]) {
    await drive(decisionSurface({ film: 0 }), { ...run, loss }, []);
    assertEquals((await colours(`${run.folder}/samples/decision_final.png`))(0.3, 0.8), [255, 0, 255]);
  }
});

Deno.test("where some answers are no numbers, the colours are those of the others", async () => {
  const run = await fakePointsRun();
  const constant = (value: number) => ({ units: 1, kernelInitializer: tf.initializers.constant({ value }) });
  const discriminator = tf.sequential({
    layers: [
      tf.layers.dense({
        units: 1,
        inputShape: [2],
        activation: "relu",
        weights: [tf.tensor2d([[1], [0]]), tf.tensor1d([0])],
      }),
      tf.layers.dense(constant(1e38)),
      tf.layers.dense(constant(1e38)), // infinite for x > 0, else 0
    ],
  });
  const networks = { ...run.networks, discriminator };
  for (const loss of [hinge, wasserstein]) {
    await drive(decisionSurface({ count: 4, film: 0 }), { ...run, loss, networks }, []);
    const colour = await colours(`${run.folder}/samples/decision_final.png`);
    assertEquals([colour(0.3, 0.8), colour(-0.1, 0.8)], [[255, 0, 255], [250, 248, 245]]); // the band that begins at 0
  }
});

const points = tf.tensor2d([[0, 0], [1, 0.5], [-2, 1]]);

Deno.test("answers are probabilities for losses with logits, else scores", async () => {
  const run = await fakePointsRun(), logits = [-4, 2, -8];
  assertEquals([...judgePoints({ ...run, loss: hinge }, points).dataSync()], logits);
  judgePoints(run, points).dataSync().forEach((value, index) =>
    assertAlmostEquals(value, 1 / (1 + Math.exp(-logits[index]!)), 1e-6)
  );
});

Deno.test("where labels are taken, the answer is that of the label which suits the point best", async () => {
  const input = tf.input({ shape: [2] }), labels = tf.input({ shape: [3] });
  const both = tf.layers.concatenate().apply([input, labels]) as tf.SymbolicTensor;
  const outputs = tf.layers.dense({ units: 1, weights: [tf.tensor2d([[1], [1], [5], [7], [6]]), tf.tensor1d([0])] })
    .apply(both) as tf.SymbolicTensor;
  const discriminator = tf.model({ inputs: [input, labels], outputs });
  const run = await fakePointsRun({ loss: hinge, classes: ["a", "b", "c"] });
  const networks = { ...run.networks, discriminator };
  assertEquals([...judgePoints({ ...run, networks }, points).dataSync()], [7, 8.5, 6]);
});

Deno.test("of an auxiliary classifier the answer is the first output", async () => {
  const input = tf.input({ shape: [2] });
  const dense = (value: number, units: number) =>
    tf.layers.dense({ units, kernelInitializer: tf.initializers.constant({ value }) }).apply(input);
  const discriminator = tf.model({ inputs: input, outputs: [dense(2, 1), dense(9, 3)] as tf.SymbolicTensor[] });
  const run = await fakePointsRun({ loss: hinge });
  const networks = { ...run.networks, discriminator };
  assertEquals([...judgePoints({ ...run, networks }, points).dataSync()], [0, 3, -2]);
});

Deno.test("between the values that were asked for the map is linear in both directions", () => {
  const values = [0, 1, 2, 1, 2, 3, 2, 3, 4].map((sum) => sum / 4), side = 102; // half of x and y
  const pixels = decisionPixels({ values, across: 3, range: [0, 1], boundary: undefined }, side);
  const bands = scalePixels(1, 20);
  const at = (array: Uint8Array, index: number) => [...array.subarray(3 * index, 3 * index + 3)];
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const place = 20 * (x + y) / 2 / (side - 1);
      if (Math.abs(place - Math.round(place)) < 1e-6) continue; // between two bands
      assertEquals(at(pixels, y * side + x), at(bands, 19 - Math.floor(place)), `${x}, ${y}`);
    }
  }
});

Deno.test("data that are no points are refused with their shape", async () => {
  const message =
    "Cannot draw what the discriminator says of fake as its rows must be points of the plane: expected shape [2], received [4,4,1]";
  await assertRejects(async () => await drive(decisionSurface(), await fakeRun(), []), TypeError, message);
});
