import { type LayersModel, startCompute } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { countParameters } from "./count_parameters.ts";
import { dcgan, type DcganOptions } from "./dcgan.ts";

await startCompute();

const { generator, discriminator } = dcgan({ image: [28, 28, 1] });
const types = ({ layers }: LayersModel): string[] => layers.map((layer) => layer.getClassName());

Deno.test("dcgan has the parameters of its layers", () => {
  // the dense layer, normalization, a transposed convolution, normalization, the image's convolution
  const trainable = 64 * 7 * 7 * 128 + 2 * 128 + 4 * 4 * 64 * 128 + 2 * 64 + (4 * 4 * 1 * 64 + 1),
    moving = 2 * (128 + 64);
  assertEquals(trainable, 533_889);
  assertEquals(countParameters(generator), { total: trainable + moving, trainable, nonTrainable: moving });
  const total = (4 * 4 * 1 * 32 + 32) + (4 * 4 * 32 * 64 + 64) + (3136 * 256 + 256) + (256 + 1);
  assertEquals(total, 836_705);
  assertEquals(countParameters(discriminator), { total, trainable: total, nonTrainable: 0 });
});

Deno.test("dcgan normalizes every layer of the generator but the last, channel by channel, and none of the discriminator", () => {
  assertEquals(types(generator), [
    ...["Dense", "Reshape", "BatchNormalization", "Activation"],
    ...["Conv2DTranspose", "BatchNormalization", "Activation"],
    ...["Conv2DTranspose", "Activation"],
  ]);
  assertEquals(types(discriminator), [
    ...["Conv2D", "LeakyReLU", "Conv2D", "LeakyReLU"],
    ...["Flatten", "Dense", "LeakyReLU", "Dense"],
  ]);
  const normalizations = generator.layers.filter((layer) => layer.getClassName() === "BatchNormalization");
  assertEquals(normalizations.map((layer) => layer.weights[0]!.shape), [[128], [64]]);
  for (const { epsilon, momentum } of normalizations.map((layer) => layer.getConfig())) {
    assertEquals([epsilon, momentum], [1e-5, 0.9]);
  }
  const activations = generator.layers.filter((layer) => layer.getClassName() === "Activation");
  assertEquals(activations.map((layer) => layer.getConfig().activation), ["relu", "relu", "tanh"]);
});

Deno.test("dcgan begins all its kernels as N(0, 0.02) and its biases at 0", () => {
  for (const weight of [...generator.weights, ...discriminator.weights]) {
    const values = weight.read().dataSync() as Float32Array, name = weight.originalName;
    if (name.endsWith("/bias")) assert(values.every((value) => value === 0), name);
    if (!name.endsWith("/kernel")) continue;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
    assertAlmostEquals(deviation, 0.02, 4 * 0.02 / Math.sqrt(2 * values.length), name);
  }
});

Deno.test("each width of dcgan halves the image", () => {
  const { generator, discriminator, latentSize } = dcgan({
    image: [64, 32, 3],
    latent: 10,
    generatorWidths: [32, 16, 8],
    discriminatorWidths: [4, 8, 16, 32],
    discriminatorUnits: 5,
  });
  const shapes = ({ layers }: LayersModel, type: string): unknown[] =>
    layers.filter((layer) => layer.getClassName() === type).map((layer) => (layer.outputShape as number[]).slice(1));
  assertEquals(latentSize, 10);
  assertEquals(shapes(generator, "Reshape"), [[8, 4, 32]]);
  assertEquals(shapes(generator, "Conv2DTranspose"), [[16, 8, 16], [32, 16, 8], [64, 32, 3]]);
  assertEquals(shapes(discriminator, "Conv2D"), [[32, 16, 4], [16, 8, 8], [8, 4, 16], [4, 2, 32]]);
  assertEquals(shapes(discriminator, "Dense"), [[5], [1]]);
});

const image = "image must be [height, width, channels] with sides divisible by 4, 2 for each width: current value is";
const refused: [options: DcganOptions, message: string][] = [
  [{ image: [28, 28] }, `${image} [28,28]`],
  [{ image: [28, 30, 1] }, `${image} [28,30,1]`],
  [{ image: [30, 28, 1] }, `${image} [30,28,1]`],
  [
    { image: [28, 28, 1], discriminatorWidths: [8, 8, 8] },
    "sides divisible by 8, 2 for each width: current value is [28,28,1]",
  ],
  [{ image: [28, 28, 0] }, "image must be positive integers: current value is [28,28,0]"],
  [{ image: [28, 28, 1], latent: -1 }, "latent must be a positive integer: current value is -1"],
  [
    { image: [28, 28, 1], generatorWidths: [] },
    "generatorWidths must have one entry or more: current value is []",
  ],
  [
    { image: [28, 28, 1], discriminatorWidths: [8, 1.5] },
    "discriminatorWidths must be positive integers: current value is [8,1.5]",
  ],
  [{ image: [28, 28, 1], discriminatorUnits: 0 }, "discriminatorUnits must be a positive integer: current value is 0"],
  [{ image: [28, 28, 1], seed: 1.5 }, "seed must be an integer from 0 to 2^53 - 1: current value is 1.5"],
];

for (const [options, message] of refused) {
  Deno.test(`dcgan refuses ${JSON.stringify(options)}`, () => {
    assertThrows(() => dcgan(options), RangeError, message);
  });
}
