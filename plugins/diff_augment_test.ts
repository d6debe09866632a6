import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startCompute, type Tensor } from "@forger/core";
import type { Source } from "@forger/data";
import type { Player, Run } from "@forger/trainers";
import { diffAugment, type DiffAugmentOptions } from "./diff_augment.ts";
import { assertUniform, mean } from "./testdata/assert_uniform.ts";
import { repeated } from "./testdata/change_real.ts";
import { hook } from "./testdata/drive.ts";
import { stepContext } from "./testdata/step_contexts.ts";

await startCompute({ backend: "cpu" });

type Range = readonly [low: number, high: number];
const OFF = { colour: false, translation: 0, cutout: 0 };

/** The plugin's change of images, after a run with such data began. */
function augmentation(options: DiffAugmentOptions, range: Range = [-1, 1]) {
  const plugin = diffAugment(options);
  hook(plugin, "onTrainBegin")({ data: { name: "images", shape: [1, 1, 1], range } as unknown as Source } as Run);
  return (images: Tensor, step = 0, player: Player = "discriminator", transform: "Real" | "Fake" = "Real"): Tensor =>
    hook(plugin, `transform${transform}`)(images, stepContext(player, step));
}

const random = (shape: number[]) => tf.randomUniform(shape, -1, 1, "float32", 7);

for (const [range, brightest] of [[[-1, 1], 0.5], [[0, 1], 0.25], [[0, 255], 63.75]] as const) {
  Deno.test(`colours follow the paper's formulae, with draws of each image's own, for the range [${range}]`, () => {
    const count = 1000, image = random([3, 2, 3]), pixels = image.arraySync() as number[][][];
    const changed = augmentation({ ...OFF, colour: true }, range)(repeated(image, count)).arraySync() as number[][][][];
    const draws = changed.map((colours) => {
      const before = pixels.flat(), after = colours.flat();
      const level = mean(after.map(mean)), brightness = level - mean(before.map(mean));
      // the change is linear, so that one pixel's grey value gives the contrast, and one channel's distance from it both
      const contrast = (mean(after[0]!) - level) / (mean(before[0]!) - mean(before.map(mean)));
      const saturation = (after[0]![0]! - mean(after[0]!)) / (before[0]![0]! - mean(before[0]!)) / contrast;
      after.forEach((pixel, place) =>
        pixel.forEach((value, channel) => {
          const grey = mean(before[place]!), chroma = before[place]![channel]! - grey;
          const expected = level + contrast * (grey - mean(before.map(mean)) + saturation * chroma);
          assertAlmostEquals(value, expected, 2e-4 * (range[1] - range[0]));
        })
      );
      return { brightness, contrast, saturation };
    });
    assertUniform(draws.map(({ brightness }) => brightness), -brightest, brightest);
    assertUniform(draws.map(({ saturation }) => saturation), 0, 2);
    assertUniform(draws.map(({ contrast }) => contrast), 0.5, 1.5);
  });
}

/** An image that shows where each pixel came from. */
const numbered = (height: number, width: number, channels: number) =>
  tf.range(1, height * width * channels + 1).reshape([height, width, channels]);

for (const [range, fill] of [[[-1, 1], 0], [[0, 1], 0.5]] as const) {
  Deno.test(`images move by whole pixels, both ways alike, and ${fill} comes in for the range [${range}]`, () => {
    const [height, width, channels] = [8, 4, 2], count = 1000, image = numbered(height, width, channels);
    const pixels = image.arraySync() as number[][][];
    const moved = augmentation({ ...OFF, translation: 0.25 }, range)(repeated(image, count))
      .arraySync() as number[][][][];
    const seen = new Map<string, number>();
    for (const result of moved) {
      // where the middle pixel went says how far all went
      const flat = result.flat(), place = flat.findIndex(([value]) => value === pixels[4]![2]![0]);
      const [down, right] = [Math.floor(place / width) - 4, place % width - 2];
      const expected = pixels.map((row, y) =>
        row.map((_, x) => pixels[y - down]?.[x - right] ?? Array<number>(channels).fill(fill))
      );
      assertEquals(result, expected);
      seen.set(`${down},${right}`, (seen.get(`${down},${right}`) ?? 0) + 1);
    }
    assertEquals(seen.size, 5 * 3); // up to 2 of 8 rows and 1 of 4 columns, each way
    const expected = count / seen.size;
    for (const times of seen.values()) assertAlmostEquals(times, expected, 4 * Math.sqrt(expected));
  });
}

/** The rectangle of the cleared pixels in an image of ones: first row and column, and size. */
function clearedPart(image: number[][][], fill: number): [number, number, number, number] {
  const rows = image.flatMap((row, y) => row.some(([value]) => value === fill) ? [y] : []);
  const columns = image[rows[0]!]!.flatMap(([value], x) => value === fill ? [x] : []);
  const [top, left, height, width] = [rows[0]!, columns[0]!, rows.length, columns.length];
  image.forEach((row, y) =>
    row.forEach(([value], x) => {
      const isInside = y >= top && y < top + height && x >= left && x < left + width;
      assertEquals(value, isInside ? fill : 1);
    })
  );
  return [top, left, height, width];
}

for (const [range, fill] of [[[-1, 1], 0], [[0, 1], 0.5]] as const) {
  Deno.test(`a rectangle of half the height and width is set to ${fill}, its middle anywhere, for the range [${range}]`, () => {
    const count = 1000, images = tf.ones([count, 8, 6, 1]);
    const cut = augmentation({ ...OFF, cutout: 0.5 }, range)(images).arraySync() as number[][][][];
    const parts = cut.map((image) => clearedPart(image, fill));
    // 4 of 8 rows: the middle is at one of 9 places, so that 2, 3 or 4 rows show; 3 of 6 columns: at one of 6, 2 or 3 show
    const heights = [2, 3, 4, 4, 4, 4, 4, 3, 2], widths = [2, 3, 3, 3, 3, 2];
    const tolerance = 4 * 0.8 / Math.sqrt(count); // both deviate by less than 0.8
    assertAlmostEquals(mean(parts.map(([, , height]) => height)), mean(heights), tolerance);
    assertAlmostEquals(mean(parts.map(([, , , width]) => width)), mean(widths), tolerance);
    assertAlmostEquals(mean(parts.map(([, , height, width]) => height * width)), mean(heights) * mean(widths), 0.35);
    assertEquals(new Set(parts.map(([top, , height]) => `${top}:${height}`)).size, 9);
    assertEquals(new Set(parts.map(([, left, , width]) => `${left}:${width}`)).size, 6);
  });
}

Deno.test("all switched off, images stay as they are", () => {
  const images = random([2, 4, 4, 3]);
  assertEquals(augmentation(OFF)(images).arraySync(), images.arraySync());
});

Deno.test("grey images have no saturation, all else changes", () => {
  const image = random([4, 4, 1]), changed = augmentation({ ...OFF, colour: true })(repeated(image, 500));
  const deviation = (images: Tensor) => images.sub(images.mean([1, 2, 3], true)).square().mean([1, 2, 3]).sqrt();
  const contrast = deviation(changed).div(deviation(image.expandDims())).arraySync() as number[];
  assertUniform(contrast, 0.5, 1.5);
});

Deno.test("real and generated images, both players' updates and each step have changes of their own", () => {
  const augment = augmentation({}), images = repeated(random([8, 8, 3]), 2);
  const results = [
    augment(images),
    augment(images, 1),
    augment(images, 0, "generator", "Fake"),
  ].map((result) => [...result.dataSync()]);
  assert(results[0]!.some((value, index) => value !== results[1]![index]));
  assert(results[0]!.some((value, index) => value !== images.dataSync()[index]));
  assert(results[2]!.some((value, index) => value !== images.dataSync()[index]));
  const half = results[0]!.length / 2;
  assert(results[0]!.slice(0, half).some((value, index) => value !== results[0]![half + index]));
});

Deno.test("the gradient is that of finite differences", () => {
  const augment = augmentation({}),
    images = random([3, 8, 8, 3]),
    weights = tf.randomNormal([3, 8, 8, 3], 0, 1, "float32", 3);
  const score = (x: Tensor): Tensor => augment(x).mul(weights).sum();
  const direction = tf.randomNormal(images.shape, 0, 1, "float32", 9);
  const slope = tf.grad(score)(images).mul(direction).sum().dataSync()[0]!;
  const along = (distance: number) => score(images.add(direction.mul(distance))).dataSync()[0]!;
  assert(Math.abs(slope) > 1, `${slope}`);
  assertAlmostEquals((along(0.5) - along(-0.5)) / slope, 1, 1e-3); // the changes are linear in the image
});

Deno.test("gradients of gradients are those of finite differences", () => {
  const augment = augmentation({}), images = random([3, 8, 8, 3]);
  const penalty = (weight: Tensor): Tensor =>
    tf.grad((x: Tensor) => augment(x).mul(weight).tanh().sum())(images).square().sum();
  const slope = tf.grad(penalty)(tf.scalar(0.7)).dataSync()[0]!;
  const at = (weight: number) => penalty(tf.scalar(weight)).dataSync()[0]!;
  assert(Math.abs(slope) > 1, `${slope}`);
  assertAlmostEquals((at(0.71) - at(0.69)) / 0.02 / slope, 1, 1e-2);
});

Deno.test("data that are no images are refused", () => {
  const data = { name: "circle", shape: [2], range: [-1, 1] } as unknown as Source;
  assertThrows(
    () => hook(diffAugment(), "onTrainBegin")({ data } as Run),
    TypeError,
    "Cannot augment circle as it must hold images [height, width, channels]: current shape is [2]",
  );
});
