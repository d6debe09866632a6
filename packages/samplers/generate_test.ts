import { startCompute } from "@forger/core";
import { assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { generate } from "./generate.ts";

await startCompute({ backend: "cpu" });

/** Draws the sum of the latent and the number of its class times 10. */
function conditional(): tf.LayersModel {
  const latent = tf.input({ shape: [1] }), labels = tf.input({ shape: [3] });
  const both = tf.layers.concatenate().apply([latent, labels]);
  const weights = [tf.tensor2d([[1], [0], [10], [20]])];
  const image = tf.layers.dense({ units: 1, useBias: false, weights }).apply(both) as tf.SymbolicTensor;
  return tf.model({ inputs: [latent, labels], outputs: image });
}

/** Batch normalization that says whether it was used as in training: then the mean is 0. */
function normalizing(): tf.LayersModel {
  return tf.sequential({ layers: [tf.layers.batchNormalization({ inputShape: [1], epsilon: 0 })] });
}

const numbers = (images: tf.Tensor): number[] => [...images.dataSync()];

Deno.test("a conditional generator draws the classes that are asked for", () => {
  assertEquals(numbers(generate(conditional(), tf.tensor2d([[1], [2], [3]]), [2, 0, 1])), [21, 2, 13]);
});

Deno.test("without labels it draws each class in turn", () => {
  assertEquals(numbers(generate(conditional(), tf.zeros([4, 1]))), [0, 10, 20, 0]);
});

Deno.test("it draws mixtures of classes", () => {
  const mixtures = tf.tensor2d([[1, 0, 0], [0.5, 0, 0.5], [0, 0.25, 0.75]]);
  assertEquals(numbers(generate(conditional(), tf.tensor2d([[1], [2], [3]]), mixtures)), [1, 12, 20.5]);
  assertEquals(mixtures.isDisposed, false);
});

for (const mixtures of [tf.zeros([2, 2]), tf.zeros([1, 3]), tf.zeros([6]), tf.zeros([2, 3], "int32")]) {
  Deno.test(`mixtures of ${mixtures.dtype} [${mixtures.shape}] for two latents and three classes are refused`, () => {
    assertThrows(
      () => generate(conditional(), tf.zeros([2, 1]), mixtures),
      TypeError,
      `expected float32 [2, 3], received ${mixtures.dtype} [${mixtures.shape}]`,
    );
  });
}

Deno.test("layers work as they do after training", () => {
  assertEquals(numbers(generate(normalizing(), tf.tensor2d([[1], [2]]))), [1, 2]);
  const inner = conditional(), latents = tf.tensor2d([[1], [2]]);
  const outputs = normalizing().apply(inner.outputs) as tf.SymbolicTensor;
  const both = tf.model({ inputs: inner.inputs, outputs });
  assertEquals(numbers(generate(both, latents, [0, 1])), [1, 12]);
  assertEquals(numbers(generate(both, latents, tf.tensor2d([[1, 0, 0], [0, 1, 0]]))), [1, 12]);
});

Deno.test("generating leaves one tensor, and the latents", () => {
  const generator = conditional(), latents = tf.zeros([3, 1]);
  generate(generator, latents).dispose();
  const before = tf.memory().numTensors;
  generate(generator, latents, [0, 1, 2]);
  assertEquals(tf.memory().numTensors, before + 1);
  assertEquals(numbers(latents), [0, 0, 0]);
});

for (const label of [-1, 3, 0.5, NaN]) {
  Deno.test(`the label ${label} of three classes is refused`, () => {
    assertThrows(
      () => generate(conditional(), tf.zeros([2, 1]), [0, label]),
      RangeError,
      `Cannot generate by class as labels must be integers from 0 to 2: current value is ${label}`,
    );
  });
}

Deno.test("another number of labels than latents is refused, and labels for a generator that takes none", () => {
  assertThrows(() => generate(conditional(), tf.zeros([2, 1]), [0]), TypeError, "expected 2, received 1");
  assertThrows(() => generate(normalizing(), tf.zeros([1, 1]), [0]), TypeError, "it takes latents alone");
});
