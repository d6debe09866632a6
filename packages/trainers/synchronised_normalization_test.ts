import { startCompute, withWorkerMean } from "@forger/core";
import { conditionalBatchNormalization } from "@forger/layers";
import { assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { synchroniseNormalization } from "./synchronised_normalization.ts";

await startCompute({ backend: "cpu" });

const SETTINGS = { momentum: 0.7, epsilon: 0.01 };

/** A network with batch normalization inside of a network, and its weights as one begins. */
function network(): tf.LayersModel {
  const inner = tf.sequential({ layers: [tf.layers.batchNormalization({ ...SETTINGS, inputShape: [3, 2] })] });
  const model = tf.sequential({ layers: [inner, tf.layers.flatten(), tf.layers.dense({ units: 1 })] });
  model.setWeights(
    model.getWeights().map((weight, index) => tf.range(0, weight.size).mul(0.1).add(0.3 + index).reshape(weight.shape)),
  );
  return model;
}

function copyOf(model: tf.LayersModel): tf.LayersModel {
  const copy = network();
  copy.setWeights(model.getWeights());
  return copy;
}

const BATCH = Float32Array.from({ length: 24 }, (_, index) => Math.sin(index) + index / 10);

/** What a network makes of a batch while it trains, the gradients of it, and the moving averages afterwards. */
function trained(model: tf.LayersModel, batch: tf.Tensor): number[] {
  const { value, grads } = tf.variableGrads(() =>
    (model.apply(batch, { training: true }) as tf.Tensor).square().mean()
  );
  const averages = model.getWeights().map((weight) => weight.dataSync());
  return [value, ...Object.values(grads)].flatMap((tensor) => [...tensor.dataSync()]).concat(
    ...averages.map((one) => [...one]),
  );
}

Deno.test("with one worker the normalization is TensorFlow.js's", () => {
  const batch = tf.tensor3d(BATCH, [4, 3, 2]), model = network(), expected = trained(network(), batch);
  const undo = synchroniseNormalization(model);
  const given = trained(model, batch);
  assertEquals(given.length, expected.length);
  given.forEach((value, index) => assertAlmostEquals(value, expected[index]!, 1e-5));
  undo();
  const after = (model.apply(batch) as tf.Tensor).dataSync();
  assertEquals(after, (copyOf(model).apply(batch) as tf.Tensor).dataSync());
});

Deno.test("another axis than the last one may keep its moments", () => {
  const batch = tf.tensor3d(BATCH, [4, 2, 3]);
  const [last, middle] = [2, 1].map((axis) => {
    const shape = axis === 2 ? [3, 2] : [2, 3];
    const model = tf.sequential({ layers: [tf.layers.batchNormalization({ ...SETTINGS, axis, inputShape: shape })] });
    synchroniseNormalization(model);
    return model;
  });
  const expected = (last!.apply(batch.transpose([0, 2, 1]), { training: true }) as tf.Tensor).transpose([0, 2, 1]);
  const given = middle!.apply(batch, { training: true }) as tf.Tensor;
  [...given.dataSync()].forEach((value, index) => assertAlmostEquals(value, expected.dataSync()[index]!, 1e-5));
});

Deno.test("each worker normalizes by the moments of all", () => {
  const halves = [0, 1].map((half) => tf.tensor3d(BATCH.slice(12 * half, 12 * half + 12), [2, 3, 2]));
  const models = [network(), network()];
  for (const model of models) synchroniseNormalization(model);
  const whole = network().apply(tf.tensor3d(BATCH, [4, 3, 2]), { training: true }) as tf.Tensor;
  // first the other's means are computed, then its variances with the mean of both
  const outputs = [0, 1].map((own) => {
    const other = halves[1 - own]!, both = [halves[own]!, other] as const;
    let mean: tf.Tensor | undefined;
    return withWorkerMean((values) => {
      if (!mean) return mean = values.add(both[1].mean([0, 1], true)).div(2);
      return values.add(both[1].sub(mean).square().mean([0, 1], true)).div(2);
    }, () => models[own]!.apply(halves[own]!, { training: true }) as tf.Tensor);
  });
  const given = outputs.flatMap((output) => [...output.dataSync()]);
  [...whole.dataSync()].forEach((value, index) => assertAlmostEquals(given[index]!, value, 1e-5));
});

Deno.test("conditional batch normalization takes the moments of all workers, too", () => {
  const layer = conditionalBatchNormalization();
  const features = tf.tensor2d([[2], [6]]), labels = tf.tensor2d([[1, 0], [0, 1]]);
  const alone = (layer.apply([features, labels], { training: true }) as tf.Tensor).dataSync();
  const shifted = withWorkerMean(
    (values) => values.add(1),
    () => (layer.apply([features, labels], { training: true }) as tf.Tensor).dataSync(),
  );
  assertNotEquals([...shifted], [...alone]);
  // the mean is 5, and the variance that of 2 and 6 about it, 5, plus 1
  assertAlmostEquals(shifted[0]!, (2 - 5) / Math.sqrt(6), 1e-4);
});
