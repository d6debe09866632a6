import { type Layer, type LayersModel, startCompute, stepRandom, type Tensor } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { countParameters } from "./count_parameters.ts";
import { sngan, type SnganOptions } from "./sngan.ts";
import { spectrallyNormalized } from "./spectral_kernel.ts";

await startCompute();

const BATCH = 3, CLASSES = 4;

const draw = (name: string, shape: readonly number[]): Tensor =>
  stepRandom(9, tf.scalar(0, "int32")).stream(name).normal(shape);
const named = ({ layers }: LayersModel, name: string): Layer => layers.find((layer) => layer.name === name)!;
const ofClass = ({ layers }: LayersModel, className: string): Layer[] =>
  layers.filter((layer) => layer.getClassName() === className);

Deno.test("sngan has the published parameters for CIFAR-10, and a vector for each normalized kernel", () => {
  const { generator, discriminator } = sngan({ image: [32, 32, 3] });
  assertEquals(countParameters(generator).trainable, 4_276_739);
  assertEquals(countParameters(generator).nonTrainable, 7 * 2 * 256);
  // blocks from 3 channels to 128, from 128 with a shortcut, and two without, as sums of 3 x 3 and 1 x 1 convolutions
  const trained = (3 * 9 + 1 + 128 * 9 + 1 + 3 + 1) * 128 + (2 * (128 * 9 + 1) + 128 + 1) * 128 +
    2 * 2 * (128 * 9 + 1) * 128 + (128 + 1);
  assertEquals(trained, 1_053_825);
  const vectors = (8 + 2) * 128 + 1;
  assertEquals(countParameters(discriminator), { total: 1_055_106, trainable: trained, nonTrainable: vectors });
});

Deno.test("with classes, sngan has a gain and a bias of each in its blocks, and a vector in the discriminator", () => {
  const options = { image: [32, 32, 3], width: 8 }, without = sngan(options);
  const { generator, discriminator } = sngan({ ...options, classes: CLASSES });
  const difference = (a: LayersModel, b: LayersModel) => countParameters(a).trainable - countParameters(b).trainable;
  assertEquals(difference(generator, without.generator), 6 * 2 * (CLASSES - 1) * 8);
  assertEquals(difference(discriminator, without.discriminator), CLASSES * 4);
  assertEquals(ofClass(generator, "ConditionalBatchNormalization").length, 6);
  assertEquals(ofClass(generator, "BatchNormalization").map(({ name }) => name), ["generator_batch_normalization_7"]);
});

const sizes: [height: number, width: number, base: number[], upBlocks: number, downBlocks: number, end: number[]][] = [
  [16, 16, [4, 4], 2, 2, [4, 4]],
  [28, 28, [7, 7], 2, 2, [7, 7]],
  [32, 32, [4, 4], 3, 2, [8, 8]],
  [48, 48, [6, 6], 3, 2, [12, 12]],
  [64, 64, [4, 4], 4, 3, [8, 8]],
  [32, 16, [8, 4], 2, 2, [8, 4]],
];

for (const [height, width, base, upBlocks, downBlocks, end] of sizes) {
  Deno.test(`sngan makes ${height} x ${width} pixels by ${upBlocks} blocks, and halves them by ${downBlocks}`, () => {
    const { generator, discriminator } = sngan({ image: [height, width, 1], width: 4 });
    assertEquals(named(generator, "generator_reshape").outputShape, [null, ...base, 4]);
    assertEquals(ofClass(generator, "Add").length, upBlocks);
    const sums = ofClass(discriminator, "Add");
    assertEquals(sums.length, downBlocks + 2);
    assertEquals(sums.at(-1)!.outputShape, [null, ...end, 2]);
    assertEquals(ofClass(discriminator, "AveragePooling2D").length, 2 * downBlocks);
  });
}

Deno.test("every kernel of the discriminator is spectrally normalized, the projection's too", () => {
  const { discriminator } = sngan({ image: [16, 16, 1], width: 4, classes: CLASSES });
  const weighted = discriminator.layers.filter(({ weights }) => weights.length > 0);
  assertEquals(weighted.map((layer) => layer.getClassName()), Array(8 + 2 + 2).fill("SpectralNormalization"));
});

/** Weights that are neither zero nor one, so that each part shows. */
function spread(network: LayersModel): LayersModel {
  tf.tidy(() =>
    network.setWeights(
      network.getWeights().map((weight, index) =>
        index < network.trainableWeights.length
          ? weight.add(draw(`weight/${index}`, weight.shape).mul(0.2))
          : draw(`moving/${index}`, weight.shape).square().add(0.3)
      ),
    )
  );
  return network;
}

function assertClose(found: Tensor, expected: Tensor): void {
  assertEquals(found.shape, expected.shape);
  const values = expected.dataSync();
  assert(new Set(values).size > BATCH - 1);
  found.dataSync().forEach((value, index) =>
    assertAlmostEquals(value, values[index]!, 1e-4 * Math.max(1, Math.abs(values[index]!)))
  );
}

type Map4D = tf.Tensor4D;

const conv = (map: Tensor, [kernel, bias]: Tensor[]): Tensor =>
  tf.conv2d(map as Map4D, kernel as Map4D, 1, "same").add(bias!);
const labels = tf.oneHot(tf.tensor1d([1, 3, 0], "int32"), CLASSES).toFloat();

for (const classes of [undefined, CLASSES]) {
  Deno.test(`the generator is the paper's sum of blocks${classes ? ", each normalized by class" : ""}`, () => {
    tf.tidy(() => {
      const generator = spread(sngan({ image: [16, 16, 3], latent: 5, width: 4, classes }).generator);
      const weights = (name: string): Tensor[] => named(generator, `generator_${name}`).getWeights();
      const doubled = (map: Tensor): Tensor => {
        const [, height, width] = map.shape as [number, number, number];
        return tf.image.resizeNearestNeighbor(map as Map4D, [2 * height, 2 * width]);
      };
      const normalized = (map: Tensor, index: number): Tensor => {
        const [gain, bias, mean, variance] = weights(`batch_normalization_${index}`) as [
          Tensor,
          Tensor,
          Tensor,
          Tensor,
        ];
        const own = (weight: Tensor): Tensor =>
          weight.rank === 1 ? weight : tf.matMul(labels, weight as tf.Tensor2D).reshape([BATCH, 1, 1, 4]);
        return map.sub(mean).div(variance.add(1e-5).sqrt()).mul(own(gain)).add(own(bias)).relu();
      };
      const block = (map: Tensor, index: number): Tensor => {
        const first = conv(doubled(normalized(map, 2 * index - 1)), weights(`conv_${2 * index - 1}`));
        const residual = conv(normalized(first, 2 * index), weights(`conv_${2 * index}`));
        return residual.add(conv(doubled(map), weights(`shortcut_${index}`)));
      };
      const latents = draw("latents", [BATCH, 5]), [kernel, bias] = weights("dense") as [tf.Tensor2D, Tensor];
      const map = latents.matMul(kernel).add(bias).reshape([BATCH, 4, 4, 4]);
      const expected = conv(normalized(block(block(map, 1), 2), 5), weights("image")).tanh();
      assertClose(generator.apply(classes ? [latents, labels] : latents) as Tensor, expected);
    });
  });

  Deno.test(`the discriminator is the paper's sum of blocks${classes ? ", and a projection" : ""}`, () => {
    tf.tidy(() => {
      const discriminator = spread(sngan({ image: [16, 16, 3], width: 8, classes }).discriminator);
      const weights = (name: string): Tensor[] => {
        const values = named(discriminator, `discriminator_${name}`).getWeights(), kernel = values[0]!;
        return [spectrallyNormalized(kernel, values.at(-1)!, kernel.rank - 1).kernel, ...values.slice(1)];
      };
      const halved = (map: Tensor): Tensor => tf.avgPool(map as Map4D, 2, 2, "valid");
      const block = (map: Tensor, index: number): Tensor => {
        const first = conv(index > 1 ? map.relu() : map, weights(`conv_${2 * index - 1}`));
        const residual = conv(first.relu(), weights(`conv_${2 * index}`));
        return index < 3 ? halved(residual.add(conv(map, weights(`shortcut_${index}`)))) : residual.add(map);
      };
      const images = draw("images", [BATCH, 16, 16, 3]);
      const features = block(block(block(block(images, 1), 2), 3), 4).relu().sum([1, 2]);
      const [kernel, bias] = weights("logits") as [tf.Tensor2D, Tensor];
      let expected: Tensor = features.matMul(kernel).add(bias);
      if (classes) {
        const vectors = weights("projection")[0] as tf.Tensor2D;
        expected = expected.add(tf.matMul(labels, vectors).mul(features).sum(1, true));
      }
      assertClose(discriminator.apply(classes ? [images, labels] : images) as Tensor, expected);
    });
  });
}

Deno.test("kernels begin within Glorot's limit, in blocks √2 times as far, and biases at 0", () => {
  const { generator, discriminator } = sngan({ image: [32, 32, 3], width: 32, classes: 100 });
  for (const weight of [...generator.weights, ...discriminator.weights]) {
    const { originalName } = weight, shape = weight.shape as number[];
    const values = weight.read().dataSync() as Float32Array;
    if (originalName.endsWith("/bias") && !originalName.includes("batch")) assert(values.every((value) => value === 0));
    if (!originalName.endsWith("/kernel")) continue;
    const places = shape.slice(0, -2).reduce((product, length) => product * length, 1);
    const limit = Math.sqrt((originalName.includes("_conv_") ? 12 : 6) / (places * (shape.at(-1)! + shape.at(-2)!)));
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    assert(largest <= limit * (1 + 1e-6) && largest > 0.8 * limit, `${originalName}: ${largest} of ${limit}`);
  }
});

const rule = "image must be [height, width, channels] with sides of 16 or more that halve to 4, 5, 6 or 7 pixels";
const refused: [options: SnganOptions, message: string][] = [
  [{ image: [8, 8, 1] }, `${rule}: current value is [8,8,1], nearest side is 16`],
  [{ image: [30, 30, 1] }, `${rule}: current value is [30,30,1], nearest sides are 28 and 32`],
  [{ image: [64, 33, 1] }, `${rule}: current value is [64,33,1], nearest sides are 32 and 40`],
  [{ image: [32, 32] }, "image must be [height, width, channels]: current value is [32,32]"],
  [{ image: [32, 32, 4] }, "image must have 1 channel, of grey, or 3, of colour: current value is [32,32,4]"],
  [{ image: [32, 32, 3], latent: 0 }, "latent must be a positive integer, such as 64 or 128: current value is 0"],
  [{ image: [32, 32, 3], width: 7 }, "width must be a positive even integer: current value is 7"],
  [{ image: [32, 32, 3], width: 0 }, "width must be a positive even integer: current value is 0"],
  [{ image: [32, 32, 3], classes: 1 }, "classes must be an integer of 2 or more: current value is 1"],
  [{ image: [32, 32, 3], seed: -1 }, "seed must be an integer from 0 to 2^53 - 1: current value is -1"],
];

for (const [options, message] of refused) {
  Deno.test(`sngan refuses ${JSON.stringify(options)}`, () => {
    assertThrows(() => sngan(options), RangeError, `Cannot build sngan as ${message}`);
  });
}
