import { startCompute } from "@forger/core";
import { mlp, mnistDcgan } from "@forger/layers";
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { stepOperations } from "./step_operations.ts";

await startCompute({ backend: "cpu" });

Deno.test("stepOperations counts every matrix product of a step of two linear networks", () => {
  const networks = {
    generator: mlp({ name: "generator", sizes: [3, 2] }),
    discriminator: mlp({ name: "discriminator", sizes: [2, 5, 1] }),
  };
  const [generator, first, second] = [6, 10, 5];
  const forward = 2 * generator + 3 * (first + second);
  const discriminatorUpdate = 2 * (first + second) + 2 * second; // kernels, then inputs but the first layer's
  const generatorUpdate = first + second + generator; // the discriminator's inputs, the generator's kernel
  assertEquals(stepOperations(networks, 7), 2 * 7 * (forward + discriminatorUpdate + generatorUpdate));
});

Deno.test("stepOperations counts batches of several sizes, and shared images once", () => {
  const networks = {
    generator: mlp({ name: "generator", sizes: [3, 4, 2], batchNormalization: {} }),
    discriminator: mlp({ name: "discriminator", sizes: [2, 5, 1] }),
  };
  const batch = { real: 7, fake: 3, generator: 11 };
  const discriminatorUpdate = (7 + 3) * (15 + 15 + 5), generatorUpdate = 11 * (15 + 15 + 20 + 20 + 8);
  const expected = 2 * (discriminatorUpdate + generatorUpdate);
  assertEquals(stepOperations(networks, batch, { fakes: "shared" }), expected);
  assertEquals(stepOperations(networks, batch), expected + 2 * 3 * 20);
});

Deno.test("stepOperations counts a gradient penalty: forward, gradients to inputs, to kernels and to gradients", () => {
  const networks = {
    generator: mlp({ name: "generator", sizes: [3, 2] }),
    discriminator: mlp({ name: "discriminator", sizes: [2, 5, 1] }),
  };
  const [first, second] = [10, 5];
  const added = stepOperations(networks, 7, { penalized: true }) - stepOperations(networks, 7);
  assertEquals(added, 2 * 7 * (3 * (first + second) + first));
});

Deno.test("stepOperations gives the tutorial's DCGAN 37.6 GFLOP at batch 64", () => {
  const generator = 100 * 6272 + 49 * 16 * 128 * 128 + 196 * 16 * 128 * 128 + 784 * 49 * 128;
  const discriminator = 196 * 9 * 64 + 49 * 9 * 64 * 64 + 3136;
  const expected = 2 * 64 * (4 * generator - 100 * 6272 + 8 * discriminator - 2 * 196 * 9 * 64);
  const operations = stepOperations(mnistDcgan(), 64);
  assertEquals(operations, expected);
  assertAlmostEquals(operations / 1e9, 37.6, 0.05);
});

Deno.test("stepOperations refuses a layer that it does not know", () => {
  const discriminator = mlp({ name: "discriminator", sizes: [2, 1] });
  const generator = tf.sequential({ layers: [tf.layers.embedding({ inputDim: 4, outputDim: 2, inputShape: [1] })] });
  assertThrows(
    () => stepOperations({ generator, discriminator }, 1),
    TypeError,
    "must be Dense, Conv2D or Conv2DTranspose: it is Embedding",
  );
});
