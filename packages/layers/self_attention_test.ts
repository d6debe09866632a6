import { type Layer, startCompute, stepRandom, type Tensor } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { selfAttention } from "./self_attention.ts";
import { asMatrix, spectralNorm } from "./testdata/spectral_norm.ts";

const { backend } = await startCompute();

const draw = (name: string, shape: readonly number[]): Tensor =>
  stepRandom(4, tf.scalar(0, "int32")).stream(name).normal(shape);
const apply = (layer: Layer, input: Tensor, training = true): Tensor => layer.apply(input, { training }) as Tensor;
const seeded = (seed: number) => ({ kernelInitializer: tf.initializers.glorotUniform({ seed }) });

/** Weights of the layer for so many channels: query, key, value, output, gamma. */
const SIZES = (channels: number): number[][] => {
  const narrow = Math.max(Math.floor(channels / 8), 1), half = Math.floor(channels / 2);
  return [[channels, narrow], [channels, narrow], [channels, half], [half, channels], [1]];
};
const drawWeights = (channels: number): Tensor[] =>
  SIZES(channels).map((shape, index) => draw(`weight_${index}`, shape));

type Matrix = number[][];
const product = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => b[0]!.map((_, column) => row.reduce((sum, value, index) => sum + value * b[index]![column]!, 0)));

/** One map `[height · width, channels]`, place by place in float64. */
function attended(map: Matrix, height: number, width: number, weights: Matrix[], gamma: number): Matrix {
  const [query, key, value, output] = weights as [Matrix, Matrix, Matrix, Matrix];
  const pooled = (places: Matrix): Matrix => {
    const windows: Matrix = [];
    for (let top = 0; top < height; top += 2) {
      for (let left = 0; left < width; left += 2) {
        const window = [[top, left], [top, left + 1], [top + 1, left], [top + 1, left + 1]]
          .filter(([row, column]) => row! < height && column! < width)
          .map(([row, column]) => places[row! * width + column!]!);
        windows.push(window[0]!.map((_, channel) => Math.max(...window.map((place) => place[channel]!))));
      }
    }
    return windows;
  };
  const keys = pooled(product(map, key)), values = pooled(product(map, value));
  const means = product(map, query).map((query) => {
    const closeness = keys.map((key) => Math.exp(key.reduce((sum, entry, index) => sum + entry * query[index]!, 0)));
    const total = closeness.reduce((a, b) => a + b);
    return values[0]!.map((_, channel) =>
      closeness.reduce((sum, weight, place) => sum + weight / total * values[place]![channel]!, 0)
    );
  });
  const change = product(means, output);
  return map.map((place, index) => place.map((entry, channel) => entry + gamma * change[index]![channel]!));
}

for (const name of new Set(["cpu", backend])) {
  for (const [height, width, channels] of [[4, 6, 16], [3, 5, 9], [1, 1, 2], [2, 2, 7]] as const) {
    Deno.test(`${name}: maps of ${height} × ${width} and ${channels} channels attend as place by place`, async () => {
      await tf.setBackend(name);
      const layer = selfAttention();
      tf.tidy(() => {
        const input = draw("input", [2, height, width, channels]).mul(0.5), weights = drawWeights(channels);
        apply(layer, input);
        layer.setWeights(weights);
        const output = apply(layer, input);
        assertEquals(output.shape, input.shape);
        assertEquals(apply(layer, input, false).dataSync(), output.dataSync());
        const matrices = weights.slice(0, 4).map((weight) => weight.arraySync() as Matrix);
        const gamma = weights[4]!.dataSync()[0]!;
        const expected = (input.reshape([2, height * width, channels]).arraySync() as Matrix[])
          .flatMap((map) => attended(map, height, width, matrices, gamma)).flat();
        output.dataSync().forEach((value, index) => assertAlmostEquals(value, expected[index]!, 2e-5));
      });
      layer.dispose();
    });
  }
}

Deno.test("it begins as none, and gamma alone is trained at first", () => {
  const layer = selfAttention(seeded(1));
  tf.tidy(() => {
    const input = draw("input", [2, 4, 4, 16]), weights = draw("weights", input.shape);
    assertEquals(apply(layer, input).dataSync(), input.dataSync());
    const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const { grads } = tf.variableGrads(() => apply(layer, input).mul(weights).sum() as tf.Scalar, variables);
    const largest = variables.map(({ name }) => grads[name]!.abs().max().dataSync()[0]!);
    assertEquals(largest.slice(0, 4), [0, 0, 0, 0]);
    assert(largest[4]! > 0.1);
  });
  layer.dispose();
});

/** The kernels of a layer for 16 channels. */
function kernels(kernelInitializer?: ReturnType<typeof tf.initializers.zeros>): number[][] {
  const layer = selfAttention({ kernelInitializer });
  tf.tidy(() => void apply(layer, tf.zeros([1, 2, 2, 16])));
  const values = layer.getWeights().slice(0, 4).map((weight) => [...weight.dataSync()]);
  layer.dispose();
  return values;
}

Deno.test("one seed gives the same four kernels again, of which no two begin alike", () => {
  for (
    const create of [
      (seed: number) => tf.initializers.glorotUniform({ seed }),
      (seed: number) => tf.initializers.orthogonal({ seed, gain: 1 }),
      (seed: number) => tf.initializers.truncatedNormal({ seed, stddev: 0.02 }),
    ]
  ) {
    const first = kernels(create(5)), beginnings = [...first, ...kernels(create(6))].map((kernel) => kernel[0]);
    assertEquals(kernels(create(5)), first);
    assertEquals(new Set(beginnings).size, beginnings.length);
  }
  assertNotEquals(kernels(), kernels());
  const deviation = Math.hypot(...kernels(tf.initializers.randomNormal({ stddev: 3, seed: 5 })).flat()) /
    Math.sqrt(320);
  assertAlmostEquals(deviation, 3, 0.5); // the rest of the initializer's settings is kept
  for (const kernel of kernels(tf.initializers.constant({ value: 2 }))) assertEquals(new Set(kernel), new Set([2]));
});

Deno.test("with spectral normalization it computes with kernels of largest singular value 1", () => {
  const layer = selfAttention({ spectralNormalization: true }), plain = selfAttention();
  tf.tidy(() => {
    const input = draw("input", [2, 4, 4, 16]), weights = drawWeights(16);
    for (const each of [layer, plain]) apply(each, input, false);
    const vectors = layer.getWeights().slice(5);
    assertEquals(vectors.map(({ shape }) => shape), [[2], [2], [8], [16]]);
    layer.setWeights([...weights, ...vectors]);
    plain.setWeights([
      ...weights.slice(0, 4).map((kernel) =>
        kernel.div(spectralNorm(asMatrix(kernel.dataSync(), kernel.shape, 1)).value)
      ),
      weights[4]!,
    ]);
    const expected = apply(plain, input).dataSync();
    const error = () =>
      Math.max(...apply(layer, input, false).dataSync().map((value, at) => Math.abs(value - expected[at]!)));
    const start = layer.getWeights().slice(5).map((vector) => vector.dataSync().slice());
    assert(error() > 1e-3);
    layer.getWeights().slice(5).forEach((vector, index) => assertEquals(vector.dataSync(), start[index]));
    for (let call = 0; call < 200; call++) tf.tidy(() => void apply(layer, input));
    assertAlmostEquals(error(), 0, 1e-5);
  });
  assertEquals(layer.trainableWeights.map(({ originalName }) => originalName.split("/").at(-1)), [
    ...["query_kernel", "key_kernel", "value_kernel", "output_kernel", "gamma"],
  ]);
  layer.dispose();
  plain.dispose();
});

Deno.test("vectors, and maps of one channel, are refused", () => {
  const layer = () => selfAttention({ name: "some_layer" });
  const message =
    "Cannot build some_layer as its input must be maps: expected [batch, height, width, 2 channels or more], received ";
  assertThrows(() => layer().apply(tf.zeros([2, 16])), TypeError, `${message}[2, 16]`);
  assertThrows(() => layer().build([null, 4, 4, 1]), TypeError, `${message}[batch, 4, 4, 1]`);
});
