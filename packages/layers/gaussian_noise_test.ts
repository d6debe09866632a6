import { CompiledStep, startCompute, stepRandom, type Tensor, withRandom } from "@forger/core";
import { assertAlmostEquals, assertEquals, assertNotEquals, assertNotStrictEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { gaussianNoise } from "./gaussian_noise.ts";

await startCompute();

const zeros = tf.zeros([20, 500]);
const train = (layer: tf.layers.Layer, input = zeros): Tensor => layer.apply(input, { training: true }) as Tensor;

/** What the layer adds to zeros at a step of a run. */
function noise(layer: tf.layers.Layer, step = 0, seed = 1): Float32Array {
  return tf.tidy(() =>
    withRandom(stepRandom(seed, tf.scalar(step, "int32")), () => train(layer)).dataSync().slice() as Float32Array
  );
}

for (const stddev of [0.05, 1, 3]) {
  Deno.test(`noise of stddev ${stddev} has that deviation and no mean, and the shape of a normal distribution`, () => {
    const values = noise(gaussianNoise({ stddev, name: "noise" })), count = values.length;
    const moment = (power: number) => values.reduce((sum, value) => sum + (value / stddev) ** power, 0) / count;
    assertAlmostEquals(moment(1), 0, 4 / Math.sqrt(count));
    assertAlmostEquals(moment(2), 1, 4 * Math.sqrt(2 / count));
    assertAlmostEquals(moment(4), 3, 4 * Math.sqrt(96 / count));
  });
}

Deno.test("the noise comes from the stream gaussianNoise/<name>, times the deviation, and is added", () => {
  tf.tidy(() => {
    const random = () => stepRandom(1, tf.scalar(5, "int32")), input = tf.range(0, 6).reshape([2, 3]);
    const normal = random().stream("gaussianNoise/some_name").normal([2, 3]).dataSync();
    const found = withRandom(random(), () => train(gaussianNoise({ stddev: 0.5, name: "some_name" }), input))
      .dataSync();
    found.forEach((value, index) => assertAlmostEquals(value, index + 0.5 * normal[index]!, 1e-6));
  });
});

Deno.test("the noise is a function of seed, step and the layer's name alone, and new at each call", () => {
  const one = () => gaussianNoise({ stddev: 1, name: "one" }), first = noise(one(), 3, 7);
  assertEquals(noise(one(), 3, 7), first);
  assertNotEquals(noise(one(), 4, 7), first);
  assertNotEquals(noise(one(), 3, 8), first);
  assertNotEquals(noise(gaussianNoise({ stddev: 1, name: "two" }), 3, 7), first);
  tf.tidy(() => {
    const layer = one();
    const random = stepRandom(1, tf.scalar(0, "int32"));
    const [early, late] = withRandom(random, () => [train(layer), train(layer)]) as [Tensor, Tensor];
    assertNotEquals(early.dataSync(), late.dataSync());
  });
});

Deno.test("it draws anew each step of a compiled step, the same noise as step by step", async () => {
  const step = tf.variable(tf.scalar(0, "int32"), false), layer = gaussianNoise({ stddev: 0.5, name: "noise" });
  const weights = tf.tidy(() => tf.range(0, zeros.size).reshape(zeros.shape).sin());
  const compiled = new CompiledStep(() => {
    const output = withRandom(stepRandom(1, step), () => train(layer)).mul(weights).sum();
    step.assign(step.add(tf.scalar(1, "int32")));
    return { output };
  }, { mode: "graph" });
  const outputs = await compiled.run([], 3), numbers = weights.dataSync();
  assertEquals(new Set(outputs).size, 3);
  outputs.forEach((output, index) => {
    const expected = noise(layer, index).reduce((sum, value, place) => sum + value * numbers[place]!, 0);
    assertAlmostEquals(output, expected, 1e-3);
  });
  compiled.dispose();
  tf.dispose([step, weights]);
});

Deno.test("without training, or at a stddev of 0, the input passes and nothing is drawn", () => {
  tf.tidy(() => {
    const input = tf.tensor1d([1, -2, 3]);
    for (const [stddev, training] of [[0.5, false], [0.5, undefined], [0, true]] as const) {
      const output = gaussianNoise({ stddev, name: "noise" }).apply(input, { training }) as Tensor;
      assertEquals(output.dataSync(), input.dataSync());
    }
  });
});

Deno.test("training outside of a step is refused, with the remedy", () => {
  assertThrows(
    () => train(gaussianNoise({ stddev: 0.5, name: "noise" })),
    Error,
    "the layer must run inside a training step",
  );
});

for (const stddev of [-0.1, NaN, Infinity]) {
  Deno.test(`gaussian noise refuses the stddev ${stddev}`, () => {
    assertThrows(
      () => gaussianNoise({ stddev }),
      RangeError,
      `as stddev must be 0 or more: current value is ${stddev}`,
    );
  });
}

Deno.test("a loaded network's stock noise becomes this one, and saves with the stock layer's config", async () => {
  const stock = tf.layers.gaussianNoise({ stddev: 0.5, name: "shared", inputShape: [500] });
  const saved = JSON.parse(tf.sequential({ layers: [stock] }).toJSON(undefined, true) as string);
  const [loaded] = (await tf.models.modelFromJSON(saved)).layers;
  assertNotStrictEquals(loaded!.constructor, stock.constructor);
  assertEquals(loaded!.getConfig(), stock.getConfig());
  assertEquals(loaded!.getClassName(), stock.getClassName());
  assertEquals(noise(loaded!), noise(gaussianNoise({ stddev: 0.5, name: "shared" })));
  assertEquals(
    gaussianNoise({ stddev: 0.5, name: "plain" }).getConfig(),
    tf.layers.gaussianNoise({ stddev: 0.5, name: "plain" }).getConfig(),
  );
});
