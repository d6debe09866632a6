import { startCompute, type Tensor } from "@forger/core";
import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { generate } from "./generate.ts";
import { generateInBatches, type GenerateInBatchesOptions, type LatentSeries } from "./generate_in_batches.ts";
import { normalLatent } from "./normal_latent.ts";
import { numberedLatents } from "./numbered_latents.ts";

await startCompute({ backend: "cpu" });

/** Gives its latents of one number as they are. */
const plain = tf.sequential({ layers: [tf.layers.activation({ activation: "linear", inputShape: [1] })] });

/** Gives the sum of the latent and the number of its class times 10. */
function conditional(): tf.LayersModel {
  const latent = tf.input({ shape: [1] }), labels = tf.input({ shape: [3] });
  const weights = [tf.tensor2d([[1], [0], [10], [20]])];
  const both = tf.layers.concatenate().apply([latent, labels]);
  const image = tf.layers.dense({ units: 1, useBias: false, weights }).apply(both) as tf.SymbolicTensor;
  return tf.model({ inputs: [latent, labels], outputs: image });
}

const series = (count: number, seed = 3): LatentSeries => ({ latent: normalLatent(1), count, seed });

async function collected(
  generator: tf.LayersModel,
  source: Tensor | LatentSeries,
  options?: GenerateInBatchesOptions,
): Promise<{ starts: number[]; values: number[] }> {
  const starts: number[] = [], values: number[] = [];
  for await (const { start, images } of generateInBatches(generator, source, options)) {
    starts.push(start);
    values.push(...images.dataSync());
  }
  return { starts, values };
}

Deno.test("batches follow each other, and the last one holds what is left", async () => {
  const { starts, values } = await collected(plain, tf.tensor2d([[1], [2], [3], [4], [5]]), { batch: 2 });
  assertEquals([starts, values], [[0, 2, 4], [1, 2, 3, 4, 5]]);
});

for (const batch of [1, 7, 64, 150, 1000]) {
  Deno.test(`in batches of ${batch} the images of a seed are the same`, async () => {
    const { values } = await collected(plain, series(150), { batch });
    const numbers = Array.from({ length: 150 }, (_, number) => number);
    assertEquals(values, [...numberedLatents(normalLatent(1), numbers, 3).dataSync()]);
  });
}

Deno.test("image 17 is the same however many there are, and another with another seed", async () => {
  const [few, many] = [await collected(plain, series(18)), await collected(plain, series(400), { batch: 50 })];
  assertEquals(few.values, many.values.slice(0, 18));
  assertNotEquals(few.values, (await collected(plain, series(18, 4))).values);
});

Deno.test("labels may be a list, a function, mixtures, or each class in turn over all batches", async () => {
  const latents = tf.zeros([5, 1]);
  const made = async (labels?: GenerateInBatchesOptions["labels"]) =>
    (await collected(conditional(), latents, { batch: 2, labels })).values;
  assertEquals(await made(), [0, 10, 20, 0, 10]);
  assertEquals(await made([2, 2, 1, 0, 1]), [20, 20, 10, 0, 10]);
  assertEquals(await made((number) => number < 3 ? 1 : 2), [10, 10, 10, 20, 20]);
  const mixtures = tf.tensor2d([[1, 0, 0], [0, 0.5, 0], [0, 0, 1], [0, 0, 0.5], [0, 1, 0.5]]);
  assertEquals(await made(mixtures), [0, 5, 20, 10, 20]);
});

Deno.test("they are the images that generate makes", async () => {
  const generator = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [4], activation: "tanh" })] });
  const latents = tf.randomNormal([10, 4], 0, 1, "float32", 1);
  assertEquals((await collected(generator, latents, { batch: 4 })).values, [
    ...generate(generator, latents).dataSync(),
  ]);
});

Deno.test("no batch outlives the next one, nor the loop, also when it is left early", async () => {
  const latents = tf.zeros([6, 1]);
  const before = tf.memory().numTensors;
  for await (const _ of generateInBatches(plain, latents, { batch: 2 })) {
    assertEquals(tf.memory().numTensors, before + 1);
  }
  assertEquals(tf.memory().numTensors, before);
  for await (const { start } of generateInBatches(plain, series(1e12), { batch: 2 })) if (start > 5) break;
  assertEquals([tf.memory().numTensors, latents.isDisposed], [before, false]);
});

const faults: [
  generator: tf.LayersModel,
  source: Tensor | LatentSeries,
  options: GenerateInBatchesOptions,
  error: ErrorConstructor,
  message: string,
][] = [
  [plain, series(5), { batch: 0 }, RangeError, "batch must be a positive integer: current value is 0"],
  [plain, series(0.5), {}, RangeError, "count must be a positive integer: current value is 0.5"],
  [plain, series(5), { labels: [0, 0, 0, 0, 0] }, TypeError, "it takes latents alone"],
  [conditional(), series(5), { labels: [0, 1] }, TypeError, "for each image: expected 5, received 2"],
  [conditional(), series(5), { labels: tf.zeros([6, 3]) }, TypeError, "for each image: expected 5, received 6"],
  [
    conditional(),
    series(5),
    { labels: tf.zeros([5, 2]) },
    TypeError,
    "expected float32 [5, 3], received float32 [5,2]",
  ],
  [conditional(), series(5), { labels: () => 3 }, RangeError, "integers from 0 to 2: current value is 3"],
];

for (const [generator, source, options, error, message] of faults) {
  Deno.test(`generating in batches is refused: ${message}`, async () => {
    await assertRejects(() => collected(generator, source, options), error, message);
  });
}
