import { startCompute } from "@forger/core";
import { assertEquals, assertStringIncludes } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { dcgan } from "./dcgan.ts";
import { mnistDcgan } from "./mnist_dcgan.ts";
import { summarize } from "./summarize.ts";

await startCompute();

Deno.test("summarize lays a network out as a table", () => {
  const { discriminator } = mnistDcgan();
  assertEquals(
    summarize(discriminator),
    `discriminator
───────────────────────────────────────────────────────────────────────
Layer (type)                            Output shape         Parameters
───────────────────────────────────────────────────────────────────────
discriminator_conv_1 (Conv2D)           [batch, 14, 14, 64]         640
discriminator_leaky_relu_1 (LeakyReLU)  [batch, 14, 14, 64]           0
discriminator_conv_2 (Conv2D)           [batch, 7, 7, 64]        36,928
discriminator_leaky_relu_2 (LeakyReLU)  [batch, 7, 7, 64]             0
discriminator_flatten (Flatten)         [batch, 3136]                 0
discriminator_dropout (Dropout)         [batch, 3136]                 0
discriminator_logits (Dense)            [batch, 1]                3,137
───────────────────────────────────────────────────────────────────────
Total                                                            40,705
Trainable                                                        40,705
Not trainable                                                         0`,
  );
});

Deno.test("summarize sums what is trainable and what is not", () => {
  const lines = summarize(dcgan({ image: [28, 28, 1] }).generator).split("\n").slice(-3);
  assertEquals(lines.map((line) => line.split(/\s{2,}/)), [["Total", "534,273"], ["Trainable", "533,889"], [
    "Not trainable",
    "384",
  ]]);
});

Deno.test("summarize shows a network inside a network, and a layer with outputs of several shapes", () => {
  const convolution = tf.layers.conv2d({ name: "shared", filters: 2, kernelSize: 1 });
  const [small, large] = [tf.input({ shape: [4, 4, 1] }), tf.input({ shape: [8, 8, 1] })];
  const outputs = [small, large].map((input) => convolution.apply(input!) as tf.SymbolicTensor);
  const inner = tf.model({ inputs: [small!, large!], outputs, name: "inner" });
  assertStringIncludes(summarize(inner), "shared (Conv2D)");
  assertStringIncludes(summarize(inner), "several");
  const outer = tf.sequential({
    layers: [tf.sequential({ name: "nested", layers: [tf.layers.dense({ units: 3, inputShape: [2] })] })],
  });
  assertEquals(/nested \(Sequential\) +\[batch, 3\] +9\n/.test(summarize(outer)), true);
});
