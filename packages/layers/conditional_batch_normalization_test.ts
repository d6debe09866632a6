import { type Layer, startCompute, stepRandom, type Tensor } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { conditionalBatchNormalization } from "./conditional_batch_normalization.ts";

const { backend } = await startCompute();

const draw = (name: string, shape: readonly number[]): Tensor =>
  stepRandom(4, tf.scalar(0, "int32")).stream(name).normal(shape);
const CLASSES = 3;
const LABELS = [2, 0, 2, 1];
const oneHot = (): Tensor => tf.oneHot(tf.tensor1d(LABELS, "int32"), CLASSES).toFloat();
const apply = (layer: Layer, inputs: Tensor | Tensor[], training: boolean): Tensor =>
  layer.apply(inputs, { training }) as Tensor;
const assertClose = (found: Tensor, expected: Tensor, tolerance = 1e-5): void => {
  assertEquals(found.shape, expected.shape);
  const numbers = expected.dataSync();
  found.dataSync().forEach((value, index) => assertAlmostEquals(value, numbers[index]!, tolerance));
};

for (const name of new Set(["cpu", backend])) {
  for (const shape of [[4, 3, 2, 5], [4, 5], [4, 3, 2]]) {
    Deno.test(`${name}: [${shape}] is normalized as stock batch normalization does it, then scaled and shifted by class`, async () => {
      await tf.setBackend(name);
      const settings = { epsilon: 0.01, momentum: 0.7 }, channels = shape.at(-1)!;
      const stock = tf.layers.batchNormalization(settings), layer = conditionalBatchNormalization(settings);
      tf.tidy(() => {
        const labels = oneHot(), gain = draw("gain", [CLASSES, channels]), bias = draw("bias", [CLASSES, channels]);
        const ofSamples = (weight: Tensor) =>
          tf.stack(LABELS.map((label) => weight.gather(tf.scalar(label, "int32"))))
            .reshape([4, ...shape.slice(2).map(() => 1), channels]);
        const features = draw("features", shape).mul(3).add(2);
        assertClose(apply(layer, [features, labels], false), apply(stock, features, false)); // gains of 1, biases of 0
        layer.setWeights([gain, bias, ...layer.getWeights().slice(2)]);
        for (let step = 0; step < 3; step++) {
          const input = draw(`features_${step}`, shape).mul(step + 1).add(2);
          for (const training of [true, false]) {
            const expected = apply(stock, input, training).mul(ofSamples(gain)).add(ofSamples(bias));
            assertClose(apply(layer, [input, labels], training), expected);
          }
          const averages = [layer, stock].map((each) => each.getWeights().slice(2));
          averages[0]!.forEach((average, index) => assertClose(average, averages[1]![index]!));
        }
      });
      layer.dispose();
      stock.dispose();
    });
  }
}

Deno.test("labels between classes mix their gains and biases", () => {
  const layer = conditionalBatchNormalization();
  tf.tidy(() => {
    const features = tf.tensor2d([[2], [6]]), labels = tf.tensor2d([[1, 0], [0.25, 0.75]]); // normalized: -1 and 1
    apply(layer, [features, labels], false);
    layer.setWeights([tf.tensor2d([[2], [10]]), tf.tensor2d([[5], [1]]), tf.tensor1d([0]), tf.tensor1d([1])]);
    assertClose(apply(layer, [features, labels], true), tf.tensor2d([[3], [8 + 2]]), 1e-4);
  });
  layer.dispose();
});

Deno.test("only the classes in the batch are trained, and training alone moves the averages", () => {
  const layer = conditionalBatchNormalization();
  tf.tidy(() => {
    const features = draw("features", [4, 2, 2, 2]), weights = draw("weights", [4, 2, 2, 2]);
    const labels = tf.oneHot(tf.tensor1d([2, 0, 2, 2], "int32"), CLASSES).toFloat();
    apply(layer, [features, labels], false);
    const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
    assertEquals(variables.map(({ shape }) => shape), [[CLASSES, 2], [CLASSES, 2]]);
    const before = layer.getWeights().slice(2).map((average) => average.dataSync().slice());
    const loss = (training: boolean) => () =>
      apply(layer, [features, labels], training).mul(weights).sum() as tf.Scalar;
    tf.variableGrads(loss(false), variables);
    layer.getWeights().slice(2).forEach((average, index) => assertEquals(average.dataSync(), before[index]));
    const { grads } = tf.variableGrads(loss(true), variables);
    layer.getWeights().slice(2).forEach((average, index) => assert(average.dataSync()[0] !== before[index]![0]));
    for (const variable of variables) {
      const rows = (grads[variable.name]!.abs().min(1)).dataSync();
      assert(rows[0]! > 1e-3 && rows[2]! > 1e-3);
      assertEquals(rows[1], 0);
    }
  });
  layer.dispose();
});

Deno.test("a large mean beside a small deviation loses no precision", () => {
  const layer = conditionalBatchNormalization({ epsilon: 1e-12 });
  tf.tidy(() => {
    const output = apply(layer, [tf.tensor2d([[1000], [1000.5]]), tf.ones([2, 1])], true).dataSync();
    assertAlmostEquals(output[0]!, -1, 1e-4);
    assertAlmostEquals(output[1]!, 1, 1e-4);
  });
  layer.dispose();
});

for (const [name, rule, value] of [["epsilon", "a positive number", 0], ["momentum", "in [0, 1)", 1]] as const) {
  Deno.test(`conditional batch normalization refuses the ${name} ${value}`, () => {
    assertThrows(
      () => conditionalBatchNormalization({ [name]: value }),
      RangeError,
      `Cannot create conditional batch normalization as ${name} must be ${rule}: current value is ${value}`,
    );
  });
}

Deno.test("one input, and labels that are not one-hot, are refused", () => {
  const features = tf.zeros([2, 3, 3, 4]);
  const named = () => conditionalBatchNormalization({ name: "some_layer" });
  const message =
    "Cannot build some_layer as its inputs must be features and one-hot labels: expected [batch, …, channels] and [batch, classes], received ";
  assertThrows(() => named().apply(features), TypeError, `${message}[2, 3, 3, 4]`);
  assertThrows(() => named().apply([features, tf.zeros([2])]), TypeError, `${message}[2, 3, 3, 4] and [2]`);
});
