import { startCompute } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { auxiliaryClassifier } from "./auxiliary_classifier.ts";
import { mean, sum } from "./testdata/float64.ts";

await startCompute();

// tensorflow/gan, tensorflow_gan/python/losses/losses_impl_test.py
const PUBLISHED = {
  real: [[-2, 0.4, 12.5, 2.7], [-1.2, 1.9, 12.3, 2.6], [-2.4, -1.7, 2.5, 2.7], [1.1, 2.4, -3.5, 5.6]],
  fake: [[10, 4.4, -5.5, 3.6], [-4, 4.4, 5.2, 4.6], [1.1, 2.4, -3.5, 5.6], [1.1, 2.4, -3.5, 5.6]],
  labels: [1, 2, 0, 0],
};

const valueOf = (classLogits: number[][], labels: number[]): number =>
  tf.tidy(() => auxiliaryClassifier(tf.tensor2d(classLogits), tf.tensor1d(labels, "int32")).dataSync()[0]!);

Deno.test("the auxiliary classifier's losses equal TF-GAN's published values", () => {
  const real = valueOf(PUBLISHED.real, PUBLISHED.labels), fake = valueOf(PUBLISHED.fake, PUBLISHED.labels);
  assertAlmostEquals(fake, 3.84974, 5e-6);
  assertAlmostEquals(real + fake, 9.4395, 5e-6);
});

function closedForm(classLogits: number[][], labels: number[]): { value: number; gradient: number[] } {
  const rows = classLogits.map((row, image) => {
    const largest = Math.max(...row), exponentials = row.map((x) => Math.exp(x - largest)), total = sum(exponentials);
    const slopes = exponentials.map((x, index) => (x / total - Number(index === labels[image])) / labels.length);
    return { value: largest + Math.log(total) - row[labels[image]!]!, slopes };
  });
  return { value: mean(rows.map(({ value }) => value)), gradient: rows.flatMap(({ slopes }) => slopes) };
}

const cases: [name: string, classLogits: number[][], labels: number[]][] = [
  ["ordinary logits", PUBLISHED.real, [3, 0, 1, 2]],
  ["extreme logits, right", [[1e4, -1e4, 0], [-1e4, 0, 1e4]], [0, 2]],
  ["extreme logits, wrong", [[1e4, -1e4, 0], [-1e4, 0, 1e4]], [1, 0]],
  ["large and equal logits", [[1e4, 1e4, 1e4], [-1e4, -1e4, -1e4]], [1, 2]],
];
for (const backend of ["cpu", "tensorflow"] as const) {
  for (const [name, classLogits, labels] of cases) {
    Deno.test(`the auxiliary classifier's loss of ${name} has its closed form's value and gradient on ${backend}`, async () => {
      await startCompute({ backend });
      tf.tidy(() => {
        const wanted = tf.tensor1d(labels, "int32"), expected = closedForm(classLogits, labels);
        const loss = (x: tf.Tensor): tf.Tensor => auxiliaryClassifier(x, wanted);
        const { value, grad } = tf.valueAndGrad(loss)(tf.tensor2d(classLogits));
        assertEquals(value.shape, []);
        assertAlmostEquals(value.dataSync()[0]!, expected.value, 1e-6 * Math.max(1, expected.value));
        grad.dataSync().forEach((slope, index) => assertAlmostEquals(slope, expected.gradient[index]!, 1e-6));
      });
    });
  }
}

Deno.test("a label that is no class counts as a loss of 0, and the loss leaves one tensor", async () => {
  await startCompute();
  assertAlmostEquals(valueOf([[1, 2], [0, 0], [5, 5]], [7, 1, -1]), Math.log(2) / 3, 1e-6);
  const classLogits = tf.zeros([2, 3]), labels = tf.tensor1d([0, 1], "int32"), count = tf.memory().numTensors;
  const loss = auxiliaryClassifier(classLogits, labels);
  assertEquals(tf.memory().numTensors, count + 1);
  tf.dispose([classLogits, labels, loss]);
});

Deno.test("class logits and labels of other shapes or types are refused, with what they are", () => {
  tf.tidy(() => {
    const refused = (classLogits: tf.Tensor, labels: tf.Tensor, found: string): void => {
      const { message } = assertThrows(() => auxiliaryClassifier(classLogits, labels), TypeError);
      assert(message.startsWith("Cannot classify images as ") && message.endsWith(found), message);
    };
    refused(tf.zeros([4, 3]), tf.zeros([3], "int32"), "current shapes are [4,3] and [3]");
    refused(tf.zeros([4, 3]), tf.zeros([4, 3], "int32"), "current shapes are [4,3] and [4,3]");
    refused(tf.zeros([4]), tf.zeros([4], "int32"), "current shapes are [4] and [4]");
    refused(tf.zeros([4, 1]), tf.zeros([4], "int32"), "current shapes are [4,1] and [4]");
    refused(tf.zeros([4, 3]), tf.zeros([4]), "labels must be int32: current type is float32");
  });
});
