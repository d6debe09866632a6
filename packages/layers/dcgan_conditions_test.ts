// What the networks of a conditional DCGAN do with labels, against networks without labels and against sums by hand.
import { type Layer, type LayersModel, startCompute, stepRandom, type Tensor } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import type { Condition } from "./condition.ts";
import { dcgan } from "./dcgan.ts";

await startCompute();

const BATCH = 4, CLASSES = 3, LATENT = 5, CODE = 2;
const small = { image: [16, 8, 3], latent: LATENT, generatorWidths: [6], discriminatorWidths: [5, 4] };
const conditional = (condition: Condition) =>
  dcgan({ ...small, classes: CLASSES, condition, ...condition !== "concatenation" && { embeddingUnits: CODE } });

const draw = (name: string, shape: readonly number[]): Tensor =>
  stepRandom(6, tf.scalar(0, "int32")).stream(name).normal(shape);
const latents = draw("latents", [BATCH, LATENT]), images = draw("images", [BATCH, 16, 8, 3]);
const labels = tf.oneHot(tf.tensor1d([2, 0, 1, 2], "int32"), CLASSES).toFloat();

function assertClose(found: Tensor, expected: Tensor): void {
  assertEquals(found.shape, expected.shape);
  const values = expected.dataSync();
  assert(new Set(values).size > 1);
  found.dataSync().forEach((value, index) => assertAlmostEquals(value, values[index]!, 1e-6));
}

const layer = ({ layers }: LayersModel, name: string): Layer => layers.find((layer) => layer.name === name)!;
const kernel = (network: LayersModel, name: string): Tensor => layer(network, name).getWeights()[0]!;

/** Larger weights than to begin with, so that every input shows. */
function spread(network: LayersModel): LayersModel {
  tf.tidy(() => network.setWeights(network.getWeights().map((weight) => weight.mul(10))));
  return network;
}

/** What the layers after a named one make of a tensor. */
function continued(network: LayersModel, after: string, input: Tensor, until?: string): Tensor {
  const names = network.layers.map(({ name }) => name), end = until ? names.indexOf(until) + 1 : undefined;
  return network.layers.slice(names.indexOf(after) + 1, end)
    .reduce((tensor, layer) => layer.apply(tensor) as Tensor, input);
}

for (const condition of ["concatenation", "embedding", "projection", "auxiliary"] as const) {
  Deno.test(`by ${condition}, the generator is one without labels whose latents are longer`, () => {
    tf.tidy(() => {
      const isCoded = condition !== "concatenation", generator = spread(conditional(condition).generator);
      const without = dcgan({ ...small, latent: LATENT + (isCoded ? CODE : CLASSES) }).generator;
      without.setWeights(generator.getWeights().slice(isCoded ? 1 : 0));
      const code = isCoded ? tf.matMul(labels, kernel(generator, "generator_embedding")) : labels;
      const found = generator.apply([latents, labels]) as Tensor;
      assertClose(found, without.apply(tf.concat([latents, code], 1)) as Tensor);
      assert(layer(generator, "generator_dense").getConfig().useBias === false);
    });
  });
}

Deno.test("by concatenation, the discriminator sees a plane of ones for the label's class, and planes of zeros", () => {
  tf.tidy(() => {
    const discriminator = spread(conditional("concatenation").discriminator);
    const planes = labels.reshape([BATCH, 1, 1, CLASSES]).mul(tf.ones([1, 16, 8, 1]));
    const found = discriminator.apply([images, labels]) as Tensor;
    assertClose(found, continued(discriminator, "discriminator_concatenate", tf.concat([images, planes], 3)));
    assertEquals(kernel(discriminator, "discriminator_conv_1").shape, [4, 4, 3 + CLASSES, 5]);
  });
});

Deno.test("by embedding, the discriminator sees the class's learnt plane as one channel more", () => {
  tf.tidy(() => {
    const discriminator = spread(conditional("embedding").discriminator);
    const plane = tf.matMul(labels, kernel(discriminator, "discriminator_embedding")).reshape([BATCH, 16, 8, 1]);
    const found = discriminator.apply([images, labels]) as Tensor;
    assertClose(found, continued(discriminator, "discriminator_concatenate", tf.concat([images, plane], 3)));
    assertEquals(kernel(discriminator, "discriminator_conv_1").shape, [4, 4, 3 + 1, 5]);
  });
});

Deno.test("by projection, the discriminator adds the features' inner product with the class's vector to the logit", () => {
  tf.tidy(() => {
    const discriminator = spread(conditional("projection").discriminator);
    const features = continued(discriminator, "discriminator_images", images, "discriminator_flatten");
    assertEquals(features.shape, [BATCH, 4 * 2 * 4]);
    const [weights, bias] = layer(discriminator, "discriminator_logits").getWeights();
    const vectors = tf.matMul(labels, kernel(discriminator, "discriminator_projection"));
    const logits = tf.matMul(features, weights as tf.Tensor2D).add(bias!);
    assertClose(discriminator.apply([images, labels]) as Tensor, logits.add(features.mul(vectors).sum(1, true)));
  });
});

Deno.test("by auxiliary, the discriminator says logits and class logits of the same features, from images alone", () => {
  tf.tidy(() => {
    const discriminator = spread(conditional("auxiliary").discriminator);
    const features = continued(discriminator, "discriminator_images", images, "discriminator_flatten");
    const [logits, classLogits] = discriminator.apply(images) as Tensor[];
    for (const [name, found] of [["logits", logits!], ["class_logits", classLogits!]] as const) {
      const [weights, bias] = layer(discriminator, `discriminator_${name}`).getWeights();
      assertClose(found, tf.matMul(features, weights as tf.Tensor2D).add(bias!));
    }
  });
});

Deno.test("codes of classes begin as N(0, 1), vectors of projections as N(0, 0.02)", () => {
  const deviation = (tensor: Tensor) => Math.sqrt(tf.tidy(() => tensor.square().mean().dataSync()[0]!));
  const large = { image: [32, 32, 1], generatorWidths: [4, 4, 4], discriminatorWidths: [8], classes: 10 };
  const { generator, discriminator } = dcgan(large), projecting = dcgan({ ...large, condition: "projection" });
  const code = kernel(generator, "generator_embedding"), plane = kernel(discriminator, "discriminator_embedding");
  const vectors = kernel(projecting.discriminator, "discriminator_projection");
  assertEquals([code.shape, plane.shape, vectors.shape], [[10, 50], [10, 1024], [10, 16 * 16 * 8]]);
  for (const [tensor, expected] of [[code, 1], [plane, 1], [vectors, 0.02]] as const) {
    assertAlmostEquals(deviation(tensor), expected, 4 * expected / Math.sqrt(2 * tensor.size));
  }
});
