import { type LayersModel, startCompute } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { countParameters } from "./count_parameters.ts";
import { mnistDcgan } from "./mnist_dcgan.ts";

await startCompute();

const { generator, discriminator, latentSize } = mnistDcgan({ seed: 3 });

const weight = (network: LayersModel, name: string): Float32Array =>
  network.weights.find(({ originalName }) => originalName === name)!.read().dataSync() as Float32Array;
const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const layerTypes = ({ layers }: LayersModel): string[] => layers.map((layer) => layer.getClassName());

Deno.test("mnistDcgan has the tutorial's numbers of parameters", () => {
  assertEquals(countParameters(discriminator), { total: 40_705, trainable: 40_705, nonTrainable: 0 });
  assertEquals(countParameters(generator), { total: 1_164_289, trainable: 1_164_289, nonTrainable: 0 });
  assertEquals(countParameters(generator).total + countParameters(discriminator).total, 1_204_994);
  assertEquals(latentSize, 100);
});

Deno.test("mnistDcgan has the tutorial's layers, and logits in place of its last sigmoid", () => {
  assertEquals(layerTypes(discriminator), [
    "Conv2D",
    "LeakyReLU",
    "Conv2D",
    "LeakyReLU",
    "Flatten",
    "Dropout",
    "Dense",
  ]);
  assertEquals(layerTypes(generator), [
    ...["Dense", "LeakyReLU", "Reshape"],
    ...["Conv2DTranspose", "LeakyReLU", "Conv2DTranspose", "LeakyReLU", "Conv2D", "Activation"],
  ]);
  const configs = [...discriminator.layers, ...generator.layers].map((layer) => layer.getConfig());
  for (const { alpha, rate } of configs) {
    if (alpha !== undefined) assertAlmostEquals(alpha as number, 0.2, 1e-7);
    if (rate !== undefined) assertEquals(rate, 0.4);
  }
  assertEquals(discriminator.layers.at(-1)!.getConfig().activation, "linear");
  assertEquals(generator.layers.at(-1)!.getConfig().activation, "sigmoid");
});

Deno.test("the discriminator's convolutions begin as N(0, 0.02)", () => {
  const values = weight(discriminator, "discriminator_conv_2/kernel"), standardError = 0.02 / Math.sqrt(values.length);
  assertAlmostEquals(mean(values), 0, 4 * standardError);
  assertAlmostEquals(Math.sqrt(mean(values.map((value) => value ** 2))), 0.02, 4 * standardError / Math.SQRT2);
  assert(values.some((value) => Math.abs(value) > 0.06)); // not cut off
  const first = weight(discriminator, "discriminator_conv_1/kernel");
  assertAlmostEquals(Math.sqrt(mean(first.map((value) => value ** 2))), 0.02, 0.002);
});

const glorot: [network: LayersModel, layer: string, inputs: number, outputs: number][] = [
  [discriminator, "discriminator_logits", 3136, 1],
  [generator, "generator_dense", 100, 6272],
  [generator, "generator_conv_transpose_1", 16 * 128, 16 * 128],
  [generator, "generator_conv_transpose_2", 16 * 128, 16 * 128],
  [generator, "generator_image", 49 * 128, 49],
];

for (const [network, layer, inputs, outputs] of glorot) {
  Deno.test(`${layer} begins uniform within Glorot's limit`, () => {
    const values = weight(network, `${layer}/kernel`), limit = Math.sqrt(6 / (inputs + outputs));
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    assert(largest <= limit * (1 + 1e-6) && largest > 0.99 * limit, `${largest} of ${limit}`);
    assertAlmostEquals(
      mean(values.map((value) => value ** 2)),
      limit ** 2 / 3,
      4 * limit ** 2 * Math.sqrt(4 / 45 / values.length),
    );
  });
}

Deno.test("biases begin at 0", () => {
  for (const variable of [...generator.weights, ...discriminator.weights]) {
    if (!variable.originalName.endsWith("/bias")) continue;
    assert(variable.read().dataSync().every((value) => value === 0), variable.originalName);
  }
});

Deno.test("without a seed, mnistDcgan takes 0", () => {
  const kernel = ({ discriminator }: ReturnType<typeof mnistDcgan>) =>
    weight(discriminator, "discriminator_conv_1/kernel");
  assertEquals(kernel(mnistDcgan()), kernel(mnistDcgan({ seed: 0 })));
});

for (const seed of [-1, 0.5, 2 ** 53, NaN]) {
  Deno.test(`mnistDcgan refuses the seed ${seed}`, () => {
    const message = `Cannot build mnistDcgan as seed must be an integer from 0 to 2^53 - 1: current value is ${seed}`;
    assertThrows(() => mnistDcgan({ seed }), RangeError, message);
  });
}
