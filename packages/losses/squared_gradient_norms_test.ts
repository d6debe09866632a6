import { startCompute } from "@forger/core";
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { squaredGradientNorms } from "./squared_gradient_norms.ts";
import { sum } from "./testdata/float64.ts";

await startCompute();

const rows = [[1, -2, 0.5], [0, 0, 0], [-3, 0.25, 2]];

Deno.test("squared gradient norms are those of each image by itself", () => {
  tf.tidy(() => {
    const cubes = (x: tf.Tensor): tf.Tensor => x.pow(3).div(3).sum(1, true);
    const norms = squaredGradientNorms(cubes, tf.tensor2d(rows));
    assertEquals(norms.shape, [3]);
    rows.forEach((row, image) => {
      const expected = sum(row.map((x) => x ** 4));
      assertAlmostEquals(norms.dataSync()[image]!, expected, 1e-6 * Math.max(1, expected));
    });
  });
});

Deno.test("squared gradient norms are the same however an image's numbers are arranged, and several outputs add up", () => {
  tf.tidy(() => {
    const flat = squaredGradientNorms((x) => x.pow(3).sum(1), tf.tensor2d(rows)).dataSync();
    const deep = squaredGradientNorms((x) => x.pow(3).sum([1, 2, 3]), tf.tensor4d(rows.flat(), [3, 1, 3, 1]))
      .dataSync();
    const wide = squaredGradientNorms((x) => x.pow(3), tf.tensor2d(rows)).dataSync();
    assertEquals([deep, wide], [flat, flat]);
  });
});

Deno.test("squared gradient norms leave one tensor, and have gradients of their own by the images", () => {
  const images = tf.tensor2d(rows), count = tf.memory().numTensors;
  const norms = squaredGradientNorms((x) => x.pow(3).sum(1), images);
  assertEquals(tf.memory().numTensors, count + 1);
  const slopes = tf.grad((x: tf.Tensor) => squaredGradientNorms((y) => y.pow(3).sum(1), x))(images);
  // (3x²)² = 9x⁴
  rows.flat().forEach((x, index) => assertAlmostEquals(slopes.dataSync()[index]!, 36 * x ** 3, 1e-3));
  tf.dispose([images, norms, slopes]);
});

Deno.test("images without a second axis and outputs of another batch are refused, with their shapes", () => {
  tf.tidy(() => {
    const refused = (discriminate: (x: tf.Tensor) => tf.Tensor, images: tf.Tensor, message: string): unknown =>
      assertThrows(() => squaredGradientNorms(discriminate, images), TypeError, message);
    refused((x) => x.square(), tf.ones([4]), "they must be [batch, …]: current shape is [4]");
    refused((x) => x.mean(), tf.ones([4, 2]), "output must be [4, …], one row an image: current shape is []");
    refused((x) => x.sum(0), tf.ones([4, 2]), "output must be [4, …], one row an image: current shape is [2]");
  });
});
