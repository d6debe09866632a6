import { startCompute, stepRandom, type Tensor } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { pixelNormalization, type PixelNormalizationOptions } from "./pixel_normalization.ts";

const { backend } = await startCompute();

const normalized = (input: Tensor, options?: PixelNormalizationOptions, training = true): Tensor =>
  pixelNormalization(options).apply(input, { training }) as Tensor;

for (const name of new Set(["cpu", backend])) {
  for (const shape of [[2, 6], [2, 3, 5], [2, 3, 2, 4], [1, 2, 2, 2, 3], [2, 3, 1]]) {
    Deno.test(`${name}: the last axis of [${shape}] is divided by its root mean square`, async () => {
      await tf.setBackend(name);
      tf.tidy(() => {
        const input = stepRandom(1, tf.scalar(0, "int32")).stream("input").normal(shape), channels = shape.at(-1)!;
        const values = input.dataSync() as Float32Array, epsilon = 0.1;
        const found = normalized(input, { epsilon });
        assertEquals(found.shape, shape);
        found.dataSync().forEach((value, index) => {
          const start = index - index % channels, place = values.slice(start, start + channels);
          const meanSquare = place.reduce((sum, entry) => sum + entry ** 2, 0) / channels;
          assertAlmostEquals(value, values[index]! / Math.sqrt(meanSquare + epsilon), 1e-6);
        });
        assertEquals(normalized(input, { epsilon }, false).dataSync(), found.dataSync());
      });
    });
  }
}

Deno.test("the root mean square becomes 1, whatever the input's size, with the epsilon of the paper", () => {
  tf.tidy(() => {
    const input = tf.tensor2d([[1, -2, 3], [4, 0, 1]]), expected = normalized(input).dataSync();
    for (const size of [1e-2, 1, 1e4]) {
      const found = normalized(input.mul(size));
      found.square().mean(-1).dataSync().forEach((meanSquare) => assertAlmostEquals(meanSquare, 1, 3e-4));
      found.dataSync().forEach((value, index) => assertAlmostEquals(value, expected[index]!, 3e-4));
    }
    const faint = normalized(tf.tensor2d([[1e-4, 1e-4]])).dataSync(); // its mean square is the epsilon
    for (const value of faint) assertAlmostEquals(value, Math.SQRT1_2, 1e-5);
  });
});

Deno.test("a place of zeros stays zero, with a finite slope", () => {
  tf.tidy(() => {
    const zeros = tf.zeros([1, 4]);
    assertEquals([...normalized(zeros).dataSync()], [0, 0, 0, 0]);
    const slopes = tf.grad((input: Tensor) => normalized(input).sum())(zeros).dataSync();
    for (const slope of slopes) assertAlmostEquals(slope, 1e4, 1);
    const penalty = (input: Tensor) => tf.grad((input: Tensor) => normalized(input).sum())(input).square().sum();
    assert(tf.grad(penalty)(zeros).dataSync().every(Number.isFinite));
  });
});

for (const epsilon of [0, -1, NaN, Infinity]) {
  Deno.test(`pixel normalization refuses the epsilon ${epsilon}`, () => {
    assertThrows(
      () => pixelNormalization({ epsilon }),
      RangeError,
      `Cannot create pixel normalization as epsilon must be a positive number: current value is ${epsilon}`,
    );
  });
}

Deno.test("the config names what was asked for", () => {
  assertEquals(pixelNormalization({ epsilon: 0.5, name: "some_name" }).getConfig(), {
    ...{ epsilon: 0.5, name: "some_name", trainable: true },
  });
  assertEquals(pixelNormalization().getConfig().epsilon, 1e-8);
});
