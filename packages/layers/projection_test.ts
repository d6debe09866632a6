import { startCompute } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { layerKernel } from "./layer_kernel.ts";
import { projection, type ProjectionOptions } from "./projection.ts";
import { spectralNormalization } from "./spectral_normalization.ts";

await startCompute();

const FEATURES = tf.tensor2d([[1, -2, 3], [0.5, 4, -1]]), LABELS = tf.tensor2d([[0, 1], [1, 0]]);
const VECTORS = [[3, 1, 2], [-1, 0.5, 4]];

Deno.test("a projection is the inner product with the vector of the class, and so are its gradients", () => {
  tf.tidy(() => {
    const layer = projection({ name: "projection" });
    layer.apply([FEATURES, LABELS]);
    layer.setWeights([tf.tensor2d(VECTORS)]);
    const output = layer.apply([FEATURES, LABELS]) as tf.Tensor;
    assertEquals(output.arraySync(), [[-1 - 1 + 12], [1.5 + 4 - 2]]);
    const slopes = tf.grad((features: tf.Tensor) => (layer.apply([features, LABELS]) as tf.Tensor).sum())(FEATURES);
    assertEquals(slopes.arraySync() as number[][], VECTORS.toReversed());
    const { grads } = tf.variableGrads(() => (layer.apply([FEATURES, LABELS]) as tf.Tensor).sum());
    assertEquals(Object.values(grads).map((gradient) => gradient.arraySync()), [[[0.5, 4, -1], [1, -2, 3]]]);
  });
});

Deno.test("a penalty of a projection's slopes has its closed form's gradient", () => {
  tf.tidy(() => {
    const layer = projection({ name: "projection" });
    layer.apply([FEATURES, LABELS]);
    layer.setWeights([tf.tensor2d(VECTORS)]);
    const slope = () => tf.grad((features: tf.Tensor) => layer.apply([features, LABELS]) as tf.Tensor)(FEATURES);
    const { grads } = tf.variableGrads(() => slope().square().sum().div(2) as tf.Scalar); // ‖v of each class‖² / 2
    assertEquals(Object.values(grads).map((gradient) => gradient.arraySync()), [VECTORS]);
  });
});

Deno.test("the vectors begin as the initializer has it, and by Glorot's limit without one", () => {
  tf.tidy(() => {
    const vectors = (options: ProjectionOptions): Float32Array => {
      const layer = projection(options);
      layer.apply([tf.zeros([1, 400]), tf.zeros([1, 10])]);
      return layer.getWeights()[0]!.dataSync() as Float32Array;
    };
    const largest = vectors({}).reduce((most, value) => Math.max(most, Math.abs(value)), 0), limit = Math.sqrt(6 / 410);
    assert(largest <= limit * (1 + 1e-6) && largest > 0.99 * limit, `${largest} of ${limit}`);
    const constant = vectors({ kernelInitializer: tf.initializers.constant({ value: 3 }) });
    assert(constant.every((value) => value === 3));
    const seeded = (seed: number) => vectors({ kernelInitializer: tf.initializers.randomNormal({ stddev: 1, seed }) });
    assertEquals(seeded(4), seeded(4));
    assertNotEquals(seeded(4), seeded(5));
  });
});

Deno.test("spectral normalization divides the vectors by their largest singular value", () => {
  tf.tidy(() => {
    const layer = spectralNormalization({ layer: projection({ name: "projection" }), powerIterations: 20 });
    layer.apply([FEATURES, LABELS]);
    layer.setWeights([tf.tensor2d([[3, 0, 0], [0, 0, 4]]), tf.tensor1d([0.6, 0, 0.8])]);
    const [first, second] = (layer.apply([FEATURES, LABELS]) as tf.Tensor).dataSync();
    assertAlmostEquals(first!, 3, 1e-6);
    assertAlmostEquals(second!, 0.5 * 3 / 4, 1e-6);
  });
});

Deno.test("the vectors are the layer's kernel, an output for each feature", () => {
  const layer = projection();
  assertEquals(layerKernel(layer), undefined);
  (layer.apply([FEATURES, LABELS]) as tf.Tensor).dispose();
  const { value, outputAxis } = layerKernel(layer)!;
  assertEquals([value.shape, outputAxis], [[2, 3], 1]);
  assert(value.dataSync().every(Number.isFinite));
});

Deno.test("other inputs are refused", () => {
  const cases: [shapes: number[][], received: string][] = [
    [[[2, 3]], "[2,3]"],
    [[[2, 3], [2, 2], [2, 2]], "[[2,3],[2,2],[2,2]]"],
    [[[2, 3, 1], [2, 2]], "[[2,3,1],[2,2]]"],
    [[[2, 3], [2]], "[[2,3],[2]]"],
  ];
  for (const [shapes, received] of cases) {
    const message =
      `Cannot project features as the inputs must be features and labels: expected [[batch, features], [batch, classes]], received ${received}`;
    assertThrows(() => projection().apply(shapes.map((shape) => tf.zeros(shape))), TypeError, message);
  }
});
