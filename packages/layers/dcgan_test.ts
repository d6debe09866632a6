import { type LayersModel, startCompute } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { countParameters } from "./count_parameters.ts";
import { dcgan, type DcganOptions } from "./dcgan.ts";

await startCompute();

const mnist = { image: [28, 28, 1] };
const plain = { discriminatorUnits: 256, discriminatorNormalization: "none" } as const;
const types = ({ layers }: LayersModel): string[] => layers.map((layer) => layer.getClassName());

Deno.test("dcgan has PyTorch's parameters for 64 x 64 pixels, and biases where no normalization follows", () => {
  const { generator, discriminator } = dcgan({ image: [64, 64, 3], latent: 100 });
  const counts = [countParameters(generator), countParameters(discriminator)];
  // the image's 3 channels; the first convolution's 64 and the logit
  assertEquals(counts.map(({ trainable }) => trainable), [3_576_704 + 3, 2_765_568 + 64 + 1]);
  // moving means and variances
  assertEquals(counts.map(({ nonTrainable }) => nonTrainable), [
    2 * (512 + 256 + 128 + 64),
    2 * (128 + 256 + 512),
  ]);
});

Deno.test("dcgan has the parameters of its layers", () => {
  const { generator, discriminator } = dcgan({
    ...mnist,
    generatorWidths: [128, 64],
    discriminatorWidths: [32, 64],
    ...plain,
  });
  // the dense layer, normalization, a transposed convolution, normalization, the image's convolution
  const trainable = 64 * 7 * 7 * 128 + 2 * 128 + 4 * 4 * 64 * 128 + 2 * 64 + (4 * 4 * 1 * 64 + 1),
    moving = 2 * (128 + 64);
  assertEquals(trainable, 533_889);
  assertEquals(countParameters(generator), { total: trainable + moving, trainable, nonTrainable: moving });
  const total = (4 * 4 * 1 * 32 + 32) + (4 * 4 * 32 * 64 + 64) + (3136 * 256 + 256) + (256 + 1);
  assertEquals(total, 836_705);
  assertEquals(countParameters(discriminator), { total, trainable: total, nonTrainable: 0 });
});

Deno.test("dcgan normalizes every layer but the generator's last and the discriminator's first and last, channel by channel", () => {
  const { generator, discriminator } = dcgan(mnist);
  assertEquals(types(generator), [
    ...["Dense", "Reshape", "BatchNormalization", "Activation"],
    ...["Conv2DTranspose", "BatchNormalization", "Activation"],
    ...["Conv2DTranspose", "Activation"],
  ]);
  assertEquals(types(discriminator), [
    ...["Conv2D", "LeakyReLU"],
    ...["Conv2D", "BatchNormalization", "LeakyReLU"],
    ...["Flatten", "Dense"],
  ]);
  const normalizations = [...generator.layers, ...discriminator.layers].filter((layer) =>
    layer.getClassName() === "BatchNormalization"
  );
  assertEquals(normalizations.map((layer) => layer.weights[0]!.shape), [[128], [64], [128]]);
  for (const { epsilon, momentum } of normalizations.map((layer) => layer.getConfig())) {
    assertEquals([epsilon, momentum], [1e-5, 0.9]);
  }
  const activations = generator.layers.filter((layer) => layer.getClassName() === "Activation");
  assertEquals(activations.map((layer) => layer.getConfig().activation), ["relu", "relu", "tanh"]);
});

Deno.test("dcgan has a hidden layer and no normalization in the discriminator where that is asked for", () => {
  assertEquals(types(dcgan({ ...mnist, ...plain }).discriminator), [
    ...["Conv2D", "LeakyReLU", "Conv2D", "LeakyReLU"],
    ...["Flatten", "Dense", "LeakyReLU", "Dense"],
  ]);
  assertEquals(types(dcgan({ ...mnist, discriminatorUnits: 8 }).discriminator), [
    ...["Conv2D", "LeakyReLU", "Conv2D", "BatchNormalization", "LeakyReLU"],
    ...["Flatten", "Dense", "BatchNormalization", "LeakyReLU", "Dense"],
  ]);
});

Deno.test("dcgan has a bias exactly where no normalization follows", () => {
  const { generator, discriminator } = dcgan({ ...mnist, discriminatorUnits: 8 });
  for (const { layers } of [generator, discriminator, dcgan({ ...mnist, upsampling: "nearest" }).generator]) {
    layers.forEach((layer, index) => {
      if (!layer.weights.some(({ originalName }) => originalName.endsWith("/kernel"))) return;
      const follows = layers.slice(index + 1, index + 3).map((layer) => layer.getClassName());
      assertEquals(layer.getConfig().useBias, !follows.includes("BatchNormalization"), layer.name);
    });
  }
});

Deno.test("dcgan begins all its kernels as N(0, 0.02) and its biases at 0", () => {
  const { generator, discriminator } = dcgan(mnist);
  for (const weight of [...generator.weights, ...discriminator.weights]) {
    const values = weight.read().dataSync() as Float32Array, name = weight.originalName;
    if (name.endsWith("/bias")) assert(values.every((value) => value === 0), name);
    if (!name.endsWith("/kernel")) continue;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
    assertAlmostEquals(deviation, 0.02, 4 * 0.02 / Math.sqrt(2 * values.length), name);
  }
});

const shapes = ({ layers }: LayersModel, type: string): unknown[] =>
  layers.filter((layer) => layer.getClassName() === type).map((layer) => (layer.outputShape as number[]).slice(1));

Deno.test("each width of dcgan halves the image", () => {
  const { generator, discriminator, latentSize } = dcgan({
    image: [64, 32, 3],
    latent: 10,
    generatorWidths: [32, 16, 8],
    discriminatorWidths: [4, 8, 16, 32],
    discriminatorUnits: 5,
  });
  assertEquals(latentSize, 10);
  assertEquals(shapes(generator, "Reshape"), [[8, 4, 32]]);
  assertEquals(shapes(generator, "Conv2DTranspose"), [[16, 8, 16], [32, 16, 8], [64, 32, 3]]);
  assertEquals(shapes(discriminator, "Conv2D"), [[32, 16, 4], [16, 8, 8], [8, 4, 16], [4, 2, 32]]);
  assertEquals(shapes(discriminator, "Dense"), [[5], [1]]);
});

for (const upsampling of ["nearest", "bilinear", "bicubic"] as const) {
  Deno.test(`dcgan with ${upsampling} upsampling doubles the maps, each time before a convolution of kernel 3`, () => {
    const { generator } = dcgan({ image: [32, 32, 3], generatorWidths: [8, 6, 4], upsampling });
    assertEquals(types(generator), [
      ...["Dense", "Reshape", "BatchNormalization", "Activation"],
      ...["Upsample", "Conv2D", "BatchNormalization", "Activation"],
      ...["Upsample", "Conv2D", "BatchNormalization", "Activation"],
      ...["Upsample", "Conv2D", "Activation"],
    ]);
    assertEquals(shapes(generator, "Upsample"), [[8, 8, 8], [16, 16, 6], [32, 32, 4]]);
    assertEquals(shapes(generator, "Conv2D"), [[8, 8, 6], [16, 16, 4], [32, 32, 3]]);
    const configs = generator.layers.map((layer) => layer.getConfig());
    for (const { kernelSize, method, strides } of configs) {
      if (method) assertEquals(method, upsampling);
      if (kernelSize) assertEquals([kernelSize, strides], [[3, 3], [1, 1]]);
    }
  });
}

const layout = "image must be [height, width, channels]";
const divisible = `${layout} with sides divisible by 4, 2 for each width: current value is`;
const halving =
  `${layout} with sides of 8 or more that halve to 4, 5, 6 or 7 pixels, unless both networks are given widths: current value is`;
const two = { generatorWidths: [8, 8], discriminatorWidths: [8] };
const refused: [options: DcganOptions, message: string][] = [
  [{ image: [28, 28] }, `${layout}: current value is [28,28]`],
  [{ image: [28, 28, 1, 1] }, `${layout}: current value is [28,28,1,1]`],
  [{ image: [28, 30, 1], ...two }, `${divisible} [28,30,1], nearest sides are 28 and 32`],
  [{ image: [30, 28, 1], ...two }, `${divisible} [30,28,1], nearest sides are 28 and 32`],
  [{ image: [2, 4, 1], ...two }, `${divisible} [2,4,1], nearest side is 4`],
  [
    { image: [28, 28, 1], discriminatorWidths: [8, 8, 8] },
    `${layout} with sides divisible by 8, 2 for each width: current value is [28,28,1], nearest sides are 24 and 32`,
  ],
  [{ image: [30, 30, 1] }, `${halving} [30,30,1], nearest sides are 28 and 32`],
  [{ image: [63, 63, 1] }, `${halving} [63,63,1], nearest sides are 56 and 64`],
  [{ image: [50, 50, 1], generatorWidths: [4] }, `${halving} [50,50,1], nearest sides are 48 and 56`],
  [{ image: [64, 50, 1], discriminatorWidths: [4] }, `${halving} [64,50,1], nearest sides are 48 and 56`],
  [{ image: [34, 16, 1] }, `${halving} [34,16,1], nearest sides are 32 and 36`],
  [{ image: [6, 6, 1] }, `${halving} [6,6,1], nearest side is 8`],
  [{ image: [28, 28, 0] }, "image must be positive integers: current value is [28,28,0]"],
  [{ image: [28, 28, 2] }, "image must have 1 channel, of grey, or 3, of colour: current value is [28,28,2]"],
  [{ ...mnist, latent: 0 }, "latent must be a positive integer, such as 64 or 128: current value is 0"],
  [{ ...mnist, latent: 1.5 }, "latent must be a positive integer, such as 64 or 128: current value is 1.5"],
  [{ ...mnist, generatorWidths: [] }, "generatorWidths must have one entry or more: current value is []"],
  [{ ...mnist, discriminatorWidths: [] }, "discriminatorWidths must have one entry or more: current value is []"],
  [
    { ...mnist, discriminatorWidths: [8, 1.5] },
    "discriminatorWidths must be positive integers: current value is [8,1.5]",
  ],
  [{ ...mnist, discriminatorUnits: 0 }, "discriminatorUnits must be a positive integer: current value is 0"],
  [
    { ...mnist, discriminatorNormalization: "layer" as "batch" },
    "discriminatorNormalization must be one of batch, none: current value is layer",
  ],
  [
    { ...mnist, upsampling: "lanczos" as "bicubic" },
    "upsampling must be one of transposed, nearest, bilinear, bicubic: current value is lanczos",
  ],
  [{ ...mnist, classes: 1 }, "classes must be an integer of 2 or more: current value is 1"],
  [{ ...mnist, classes: 2.5 }, "classes must be an integer of 2 or more: current value is 2.5"],
  [
    { ...mnist, classes: 3, condition: "label" as "embedding" },
    "condition must be one of concatenation, embedding, projection, auxiliary: current value is label",
  ],
  [{ ...mnist, condition: "embedding" }, "condition must come with classes, the number of classes: current value is"],
  [{ ...mnist, embeddingUnits: 9 }, "embeddingUnits must come with classes, the number of classes: current value is 9"],
  [{ ...mnist, classes: 3, embeddingUnits: 0 }, "embeddingUnits must be a positive integer: current value is 0"],
  [
    { ...mnist, classes: 3, condition: "concatenation", embeddingUnits: 9 },
    "embeddingUnits must come with a condition that learns codes, not concatenation: current value is 9",
  ],
  [{ ...mnist, seed: 1.5 }, "seed must be an integer from 0 to 2^53 - 1: current value is 1.5"],
];

for (const [options, message] of refused) {
  Deno.test(`dcgan refuses ${JSON.stringify(options)}`, () => {
    assertThrows(() => dcgan(options), RangeError, `Cannot build dcgan as ${message}`);
  });
}
