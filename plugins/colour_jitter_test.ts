import { startCompute } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { colourJitter, type ColourJitterOptions } from "./colour_jitter.ts";
import { assertUniform, mean } from "./testdata/assert_uniform.ts";
import { changeReal, repeated } from "./testdata/change_real.ts";

await startCompute({ backend: "cpu" });

type Images = number[][][][];

const OFF = { brightness: 0, saturation: 0, contrast: 0, hue: 0 };

/** Values from the middle of the range, so that changes do not reach its ends. */
const random = (shape: number[]) => tf.randomUniform(shape, -0.3, 0.3, "float32", 7);

/** An image, as its pixels, and what becomes of it in so many draws. */
function drawn(options: ColourJitterOptions, channels = 3, count = 1000): { before: number[][]; after: number[][][] } {
  const image = random([3, 2, channels]);
  const changed = changeReal(colourJitter({ ...OFF, ...options }))(repeated(image, count)).arraySync() as Images;
  return { before: (image.arraySync() as number[][][]).flat(), after: changed.map((pixels) => pixels.flat()) };
}

for (const [range, scale] of [[[-1, 1], 1], [[0, 1], 0.5], [[0, 255], 127.5]] as const) {
  Deno.test(`brightness is added alike to all of an image, up to the share of the range [${range}]`, () => {
    const image = random([3, 2, 3]).add(1).mul(scale).add(range[0]), pixels = image.dataSync();
    const jitter = changeReal(colourJitter({ ...OFF, brightness: 0.2 }), { range });
    const draws = (jitter(repeated(image, 1000)).reshape([1000, -1]).arraySync() as number[][]).map((values) => {
      const added = values.map((value, index) => value - pixels[index]!);
      for (const one of added) assertAlmostEquals(one, added[0]!, 1e-5 * scale);
      return added[0]! / scale;
    });
    assertUniform(draws, -0.4, 0.4);
  });
}

Deno.test("saturation multiplies distances from each pixel's grey, which stays", () => {
  const { before, after } = drawn({ saturation: 0.5 });
  const factors = after.map((pixels) => {
    const factor = (pixels[0]![0]! - mean(pixels[0]!)) / (before[0]![0]! - mean(before[0]!));
    pixels.forEach((pixel, place) => {
      const grey = mean(before[place]!);
      pixel.forEach((value, channel) =>
        assertAlmostEquals(value, grey + factor * (before[place]![channel]! - grey), 1e-5)
      );
    });
    return factor;
  });
  assertUniform(factors, 0.5, 1.5);
});

for (const channels of [1, 3]) {
  Deno.test(`contrast multiplies distances from the image's mean, which stays, with ${channels} channels`, () => {
    const { before, after } = drawn({ contrast: 0.4, saturation: channels === 1 ? 1 : 0 }, channels);
    const middle = mean(before.flat());
    const factors = after.map((pixels) => {
      const factor = (pixels[0]![0]! - middle) / (before[0]![0]! - middle);
      pixels.flat().forEach((value, index) =>
        assertAlmostEquals(value, middle + factor * (before.flat()[index]! - middle), 1e-5)
      );
      return factor;
    });
    assertUniform(factors, 0.6, 1.4);
  });
}

/** A pixel's hue in turns, and how far it is from grey: red, green and blue are axes a third of a turn apart. */
function polar([red, green, blue]: readonly number[]): { hue: number; chroma: number } {
  const right = red! - (green! + blue!) / 2, up = Math.sqrt(3) / 2 * (green! - blue!);
  return { hue: Math.atan2(up, right) / (2 * Math.PI), chroma: Math.hypot(up, right) };
}

Deno.test("hues of all pixels of an image turn alike; grey and the distance from it stay", () => {
  const { before, after } = drawn({ hue: 0.1 });
  const turns = after.map((pixels) => {
    const turned = pixels.map((pixel, place) => {
      const [was, is] = [polar(before[place]!), polar(pixel)];
      assertAlmostEquals(mean(pixel), mean(before[place]!), 1e-6);
      assertAlmostEquals(is.chroma, was.chroma, 1e-5);
      return is.hue - was.hue - Math.round(is.hue - was.hue);
    });
    for (const turn of turned) assertAlmostEquals(turn, turned[0]!, 1e-4);
    return turned[0]!;
  });
  assertUniform(turns, -0.1, 0.1);
});

Deno.test("a hue that turns a third of the circle makes green of red", () => {
  const red = tf.tensor4d([0.5, 0, 0], [1, 1, 1, 3]).tile([400, 1, 1, 1]);
  const pixels = changeReal(colourJitter({ ...OFF, hue: 0.5 }))(red).reshape([400, 3]).arraySync() as number[][];
  const [, greenest] = pixels.reduce((best, pixel) => pixel[1]! > best[1]! ? pixel : best);
  assertAlmostEquals(greenest!, 0.5, 1e-3);
});

Deno.test("values are cut off at the ends of the range, and all switched off images stay as they are", () => {
  const images = tf.stack([tf.fill([2, 2, 3], 0.95), tf.fill([2, 2, 3], -0.95)]).tile([100, 1, 1, 1]);
  const changed = changeReal(colourJitter({ ...OFF, brightness: 0.5 }))(images);
  assertEquals([changed.min().dataSync()[0], changed.max().dataSync()[0]], [-1, 1]);
  const inner = random([3, 4, 4, 3]);
  assertEquals(changeReal(colourJitter(OFF))(inner).arraySync(), inner.arraySync());
});

Deno.test("images of one grey stay of one grey", () => {
  const changed = changeReal(colourJitter({ hue: 0.5 }))(tf.fill([50, 3, 3, 3], 0.1)).reshape([50, -1]);
  assert(changed.max(1).sub(changed.min(1)).max().dataSync()[0]! < 1e-6);
});

Deno.test("each step draws anew, and draws the same again when it is done again", () => {
  const jitter = changeReal(colourJitter()), images = repeated(random([4, 4, 3]), 4);
  const [first, again, next] = [0, 0, 1].map((step) => [...jitter(images, step).dataSync()]);
  assertEquals(first, again);
  assertNotEquals(first, next);
});

Deno.test("data that are no images are refused, and hues of images without three channels", () => {
  assertThrows(
    () => changeReal(colourJitter(), { shape: [2] }),
    TypeError,
    "Cannot change colours of images as it must hold images [height, width, channels]: current shape is [2]",
  );
  assertThrows(
    () => changeReal(colourJitter({ hue: 0.1 }), { shape: [8, 8, 1] }),
    TypeError,
    "Cannot turn hues of images as its images must have three channels, red, green and blue: current shape is [8,8,1]",
  );
  changeReal(colourJitter(), { shape: [8, 8, 1] });
});
