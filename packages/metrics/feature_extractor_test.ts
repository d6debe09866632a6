import { startCompute, type Tensor } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { extractFeatures } from "./extract_features.ts";
import type { FeatureExtractor } from "./feature_extractor.ts";
import { networkFeatures } from "./network_features.ts";
import { randomConvolutions } from "./random_convolutions.ts";
import { rawPixels } from "./raw_pixels.ts";

await startCompute({ backend: "cpu" });

const SHAPE = [8, 12, 3] as const;
const images = (count: number) => tf.linspace(-1, 1, count * 8 * 12 * 3).reshape([count, ...SHAPE]);

/** A network that takes images of that shape and no others. */
function network() {
  const kernelInitializer = tf.initializers.heNormal({ seed: 1 });
  const layer = tf.layers.conv2d({
    inputShape: [...SHAPE],
    filters: 4,
    kernelSize: 3,
    kernelInitializer,
    name: "edges",
  });
  return networkFeatures({ model: tf.sequential({ name: "tiny", layers: [layer] }), resize: "none" });
}

/** What must hold of every extractor of images of that shape. */
const EXTRACTORS: readonly [name: string, make: () => Promise<FeatureExtractor>, size: number][] = [
  ["pixels", () => rawPixels(SHAPE), 288],
  ["pixels reduced by 4", () => rawPixels(SHAPE, { reduce: 4 }), 18],
  ["random convolutions 32-64-128, seed 0", () => randomConvolutions(SHAPE), 224],
  ["random convolutions 5, seed 9", () => randomConvolutions(SHAPE, { channels: [5], seed: 9 }), 5],
  ["tiny", network, 4],
];

for (const [name, make, size] of EXTRACTORS) {
  Deno.test(`${name}: a row for each image, the same in any batch, and no tensors left`, async () => {
    const extractor = await make();
    assertEquals([extractor.name, extractor.size, extractor.hash], [name, size, (await make()).hash]);
    const all = images(7), parts = tf.split(all, [3, 4]);
    const before = tf.memory().numTensors;
    const whole = await extractFeatures(extractor, [all]), split = await extractFeatures(extractor, parts);
    assertEquals(tf.memory().numTensors, before);
    assertEquals([whole.count, whole.size, whole.values.length], [7, size, 7 * size]);
    whole.values.forEach((value, index) => assertAlmostEquals(value, split.values[index]!, 1e-5));
  });

  Deno.test(`${name}: images of another shape are refused`, async () => {
    const extractor = await make();
    assertThrows(
      () => extractor.extract(tf.zeros([2, 8, 8, 3])),
      TypeError,
      "received [2,8,8,3]",
    );
    assertThrows(() => extractor.extract(tf.zeros([8, 12, 3])), TypeError, "received [8,12,3]");
  });
}

Deno.test("every extractor has a hash of its own", async () => {
  const made = await Promise.all([
    ...EXTRACTORS.map(([, make]) => make()),
    randomConvolutions(SHAPE, { channels: [5], seed: 10 }),
    rawPixels([12, 8, 3]),
  ]);
  assertEquals(new Set(made.map(({ hash }) => hash)).size, made.length);
});

Deno.test("random convolutions are what the seed says, once and for all", async () => {
  const extractor = await randomConvolutions([4, 4, 1], { channels: [2, 3], seed: 5 });
  const { values } = await extractFeatures(extractor, [tf.linspace(-1, 1, 16).reshape([1, 4, 4, 1])]);
  const expected = ["7920954471f53b22", 0.071719363, 0.032283455, -0.0026207075, 0.10609853, -0.023322357];
  assertEquals(extractor.hash, expected[0]);
  values.forEach((value, index) => assertAlmostEquals(value, expected[index + 1] as number, 1e-6));
});

Deno.test("convolutions keep the size of noise", async () => {
  const extractor = await randomConvolutions([32, 32, 16], { channels: [64] });
  const noise = tf.randomNormal([4, 32, 32, 16], 0, 1, "float32", 1);
  const { values } = await extractFeatures(extractor, [noise]);
  // leaky ReLU with slope 0.2 of a normal number with variance s² has mean 0.8 s / √(2π); here s² = 2 / 1.04
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  assertAlmostEquals(mean, 0.8 * Math.sqrt(2 / 1.04 / (2 * Math.PI)), 0.03);
});

Deno.test("batches may come one by one, and as the samplers give them", async () => {
  const extractor = await rawPixels([1, 1, 1]);
  async function* batches() {
    for (let start = 0; start < 9; start += 2) {
      const images = tf.range(start, Math.min(9, start + 2)).reshape([-1, 1, 1, 1]);
      await Promise.resolve();
      yield { images };
      images.dispose(); // what was given is not needed any longer
    }
  }
  const { values } = await extractFeatures(extractor, batches());
  assertEquals([...values], [0, 1, 2, 3, 4, 5, 6, 7, 8]);
});

const own = (size: number, extract: (images: Tensor) => Tensor): FeatureExtractor => ({
  name: "own",
  hash: "1",
  size,
  extract,
});

Deno.test("features that are none are refused, and leave no tensors", async () => {
  const two = tf.zeros([2, 1, 1, 1]);
  const before = tf.memory().numTensors;
  const refused = (extractor: FeatureExtractor, batches: Tensor[], error: ErrorConstructor, message: string) =>
    assertRejects(() => extractFeatures(extractor, batches), error, message);
  await refused(
    own(3, () => tf.zeros([2, 4])),
    [two],
    TypeError,
    'as "own" must return a row for each image: expected [2,3], received [2,4]',
  );
  await refused(own(4, () => tf.zeros([1, 4])), [two], TypeError, "expected [2,4], received [1,4]");
  await refused(own(4, () => tf.zeros([2, 2, 2])), [two], TypeError, "received [2,2,2]");
  await refused(
    own(1, () => tf.tidy(() => tf.tensor2d([[1], [NaN]]))),
    [two],
    RangeError,
    "current value of image 1 is NaN",
  );
  await refused(own(1, () => tf.zeros([2, 1])), [], RangeError, "there must be at least one image");
  assertEquals(tf.memory().numTensors, before);
});

const faults: [make: () => Promise<FeatureExtractor>, message: string][] = [
  [() => rawPixels([8, 8]), "must be [height, width, channels]: current value is [8,8]"],
  [() => rawPixels([8, 0, 1]), "width must be a positive integer: current value is 0"],
  [() => rawPixels([8, 6, 1], { reduce: 4 }), "height and width must be multiples of reduce: 8 x 6 are not of 4"],
  [() => rawPixels([8, 8, 1], { reduce: 0 }), "reduce must be a positive integer: current value is 0"],
  [() => randomConvolutions([8, 8]), "must be [height, width, channels]"],
  [() => randomConvolutions([8, 8, 1], { channels: [] }), "the number of convolutions must be a positive integer"],
  [
    () => randomConvolutions([8, 8, 1], { channels: [4, 0] }),
    "channels[1] must be a positive integer: current value is 0",
  ],
  [() => randomConvolutions([8, 8, 1], { seed: 2 ** 53 }), "seed must be an integer of at least 0"],
];

for (const [make, message] of faults) {
  Deno.test(`an extractor is refused: ${message}`, async () => {
    await assertRejects(make, RangeError, message);
  });
}

Deno.test("reduced pixels are means of squares, of each channel", async () => {
  const extractor = await rawPixels([2, 2, 2], { reduce: 2 });
  const { values } = await extractFeatures(extractor, [tf.tensor4d([0, 10, 1, 11, 2, 12, 5, 15], [1, 2, 2, 2])]);
  assertEquals([...values], [2, 12]);
  assertNotEquals(values.length, 8);
  assert(extractor.size === 2);
});
