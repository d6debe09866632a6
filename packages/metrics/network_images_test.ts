import { startCompute } from "@forger/core";
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { type ResizeFilter, resizeImages } from "./_resize_images.ts";
import { type NetworkImages, type NetworkShape, prepareImages } from "./network_images.ts";
import resizeReference from "./testdata/resize.json" with { type: "json" };

await startCompute({ backend: "cpu" });

for (const { filter, pixels, size } of resizeReference.cases) {
  Deno.test(`an image of 11 x 16 becomes ${size.join(" x ")} by ${filter} as Pillow has it`, () => {
    const one = tf.tensor(resizeReference.image, [1, ...resizeReference.shape]);
    const two = tf.concat([one.neg(), one]); // each image by itself
    const [height, width] = size as [number, number];
    const found = resizeImages(two, [height, width], filter as ResizeFilter);
    assertEquals(found.shape, [2, height, width, 3]);
    const values = found.dataSync();
    pixels.forEach((pixel, index) => {
      assertAlmostEquals(values[index]!, -pixel, 1e-6);
      assertAlmostEquals(values[pixels.length + index]!, pixel, 1e-6);
    });
  });
}

const shape: NetworkShape = { height: 4, width: 4, channels: 3 };
const prepared = (
  images: tf.Tensor,
  options: NetworkImages = {},
  network: NetworkShape = shape,
) => [...prepareImages("test", network, options).prepare(images).dataSync()];

Deno.test("a constant stays what it is at any size", () => {
  for (const resize of ["bicubic", "bilinear"] as const) {
    prepared(tf.fill([1, 9, 3, 3], 0.25), { resize }).forEach((value) => assertAlmostEquals(value, 0.25, 1e-6));
  }
});

Deno.test("range, mean and deviation are applied in this order to each channel", () => {
  const images = tf.tensor4d([-1, 0, 1, 0.5, -0.5, 0], [1, 1, 2, 3]);
  const options = { range: [0, 1], mean: [0.5, 0.25, 0], deviation: [0.5, 1, 2] } as const;
  const found = prepared(images, options, { height: 1, width: 2, channels: 3 });
  [-1, 0.25, 0.5, 0.5, 0, 0.25].forEach((value, index) => assertAlmostEquals(found[index]!, value, 1e-6));
});

Deno.test("images of any range are mapped to the network's, at the same size exactly", () => {
  const images = tf.tensor4d([0, 51, 255], [1, 1, 1, 3]), network = { height: 1, width: 1, channels: 3 };
  const found = prepared(images, { imageRange: [0, 255], range: [-1, 1] }, network);
  [-1, -0.6, 1].forEach((value, index) => assertAlmostEquals(found[index]!, value, 1e-6));
});

Deno.test("what bicubic resizing adds beyond the images' range is clipped", () => {
  const edge = tf.concat([tf.fill([1, 2, 4, 3], -1), tf.ones([1, 2, 4, 3])], 1); // overshoots on both sides of the edge
  const raw = resizeImages(edge, [9, 4], "bicubic").dataSync();
  assertEquals(Math.max(...raw) > 1.01, true);
  const found = prepared(edge, {}, { height: 9, width: 4, channels: 3 });
  assertEquals([Math.max(...found), Math.min(...found)], [1, -1]);
});

Deno.test("grey images are repeated for three channels", () => {
  const found = prepared(tf.tensor4d([0.5, -0.5], [1, 1, 2, 1]), {}, { height: 1, width: 2, channels: 3 });
  assertEquals(found, [0.5, 0.5, 0.5, -0.5, -0.5, -0.5]);
});

const misfits: [given: number[], options: NetworkImages, message: string][] = [
  [[2, 4, 4, 4], {}, "expected [batch,height,width,3 or 1], received [2,4,4,4]"],
  [[4, 4, 3], {}, "received [4,4,3]"],
  [[0, 4, 4, 3], {}, "received [0,4,4,3]"],
  [[2, 4, 5, 3], { resize: "none" }, "expected [batch,4,4,3 or 1], received [2,4,5,3]"],
];

for (const [given, options, message] of misfits) {
  Deno.test(`images [${given}] are refused: ${message}`, () => {
    assertThrows(() => prepared(tf.zeros(given), options), TypeError, `Cannot test as images must fit the network: `);
    assertThrows(() => prepared(tf.zeros(given), options), TypeError, message);
  });
}

const faults: [options: NetworkImages, message: string][] = [
  [{ range: [1, 0] }, "range must be [low, high] with low < high: current value is [1,0]"],
  [{ imageRange: [0, NaN] }, "imageRange must be [low, high] with low < high"],
  [{ resize: "area" as never }, 'resize must be "bicubic", "bilinear" or "none": current value is area'],
  [{ range: 5 as never }, "range must be [low, high] with low < high: current value is 5"],
  [{ range: [[0], 1] as never }, "range must be [low, high] with low < high: current value is [0,1]"],
  [{ range: [0, 1, 2] as never }, "range must be [low, high] with low < high: current value is [0,1,2]"],
  [{ mean: "abc" as never }, "mean must be a number for each of 3 channels: current value is abc"],
  [{ mean: [1, 2] }, "mean must be a number for each of 3 channels: current value is [1,2]"],
  [{ deviation: [1, 0, 1] }, "deviation must be a positive number for each of 3 channels: current value is [1,0,1]"],
];

for (const [options, message] of faults) {
  Deno.test(`images for a network are refused: ${message}`, () => {
    assertThrows(() => prepareImages("test", shape, options), RangeError, `Cannot test as ${message}`);
  });
}
