import { CompiledStep, startCompute, stepRandom, type Tensor, withRandom } from "@forger/core";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertNotStrictEquals,
  assertThrows,
} from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { dropout } from "./dropout.ts";

await startCompute();

const ones = tf.ones([20, 500]);

/** What the layer makes of ones at a step of a run. */
function masked(layer: tf.layers.Layer, step = 0, seed = 1, input = ones): Float32Array {
  return tf.tidy(() => {
    const random = stepRandom(seed, tf.scalar(step, "int32"));
    return withRandom(random, () => layer.apply(input, { training: true }) as Tensor).dataSync()
      .slice() as Float32Array;
  });
}

for (const rate of [0.1, 0.4, 0.9]) {
  Deno.test(`dropout at rate ${rate} drops that share, and scales up what it keeps`, () => {
    const values = masked(dropout({ rate, name: "dropout" }));
    const kept = values.filter((value) => value !== 0);
    for (const value of kept) assertAlmostEquals(value, 1 / (1 - rate), 1e-6);
    const standardError = Math.sqrt(rate * (1 - rate) / values.length);
    assertAlmostEquals(kept.length / values.length, 1 - rate, 4 * standardError);
  });
}

Deno.test("the mask is a function of seed, step and the layer's name alone", () => {
  const mask = masked(dropout({ rate: 0.5, name: "one" }), 3, 7);
  assertEquals(masked(dropout({ rate: 0.5, name: "one" }), 3, 7), mask);
  assertNotEquals(masked(dropout({ rate: 0.5, name: "one" }), 4, 7), mask);
  assertNotEquals(masked(dropout({ rate: 0.5, name: "one" }), 3, 8), mask);
  assertNotEquals(masked(dropout({ rate: 0.5, name: "two" }), 3, 7), mask);
});

Deno.test("a layer that is applied twice in a step draws two masks", () => {
  tf.tidy(() => {
    const layer = dropout({ rate: 0.5, name: "dropout" });
    const [first, second] = withRandom(
      stepRandom(1, tf.scalar(0, "int32")),
      () => [layer.apply(ones, { training: true }), layer.apply(ones, { training: true })] as [Tensor, Tensor],
    );
    assertNotEquals(first.dataSync(), second.dataSync());
  });
});

Deno.test("the mask comes from the stream dropout/<name>, kept where uniform numbers reach the rate", () => {
  tf.tidy(() => {
    const uniform = stepRandom(1, tf.scalar(5, "int32")).stream("dropout/some_name").uniform([20, 500]).dataSync();
    const values = masked(dropout({ rate: 0.25, name: "some_name" }), 5);
    values.forEach((value, index) => assertEquals(value !== 0, uniform[index]! >= 0.25));
  });
});

Deno.test("the gradient passes where the mask kept, scaled alike", () => {
  tf.tidy(() => {
    const layer = dropout({ rate: 0.4, name: "dropout" });
    const gradient = tf.grad((input) =>
      withRandom(
        stepRandom(1, tf.scalar(2, "int32")),
        () => (layer.apply(input, { training: true }) as Tensor).mul(3).sum(),
      )
    )(ones).dataSync();
    masked(layer, 2).forEach((value, index) => assertAlmostEquals(gradient[index]!, 3 * value, 1e-5));
  });
});

Deno.test("it draws anew each step of a compiled step, the same masks as step by step", async () => {
  const step = tf.variable(tf.scalar(0, "int32"), false), layer = dropout({ rate: 0.5, name: "dropout" });
  const weights = tf.tidy(() => tf.range(0, ones.size).reshape(ones.shape).sin());
  const compiled = new CompiledStep(() => {
    const random = stepRandom(1, step);
    const output = withRandom(random, () => layer.apply(ones, { training: true }) as Tensor).mul(weights).sum();
    step.assign(step.add(tf.scalar(1, "int32")));
    return { output };
  }, { mode: "graph" });
  const outputs = await compiled.run([], 3);
  assertEquals(new Set(outputs).size, 3);
  const numbers = weights.dataSync();
  outputs.forEach((output, index) => {
    const expected = masked(layer, index).reduce((sum, value, place) => sum + value * numbers[place]!, 0);
    assertAlmostEquals(output, expected, 1e-3);
  });
  compiled.dispose();
  tf.dispose([step, weights]);
});

Deno.test("without training, or at rate 0, the input passes and nothing is drawn", () => {
  tf.tidy(() => {
    const input = tf.tensor1d([1, -2, 3]);
    for (const [rate, training] of [[0.5, false], [0.5, undefined], [0, true]] as const) {
      const output = dropout({ rate, name: "dropout" }).apply(input, { training }) as Tensor;
      assertEquals(output.dataSync(), input.dataSync());
    }
  });
});

Deno.test("a mask leaves nothing behind but the output", () => {
  const step = tf.scalar(0, "int32"), before = tf.memory().numTensors;
  const layer = dropout({ rate: 0.5, name: "dropout" });
  const output = withRandom(stepRandom(1, step), () => layer.apply(ones, { training: true }) as Tensor);
  assertEquals(tf.memory().numTensors, before + 1);
  tf.dispose([step, output]);
});

Deno.test("training outside of a step is refused, with the remedy", () => {
  assertThrows(
    () => dropout({ rate: 0.5, name: "dropout" }).apply(ones, { training: true }),
    Error,
    "the layer must run inside a training step",
  );
});

for (const rate of [-0.1, 1, 2, NaN]) {
  Deno.test(`dropout refuses the rate ${rate}`, () => {
    assertThrows(() => dropout({ rate }), RangeError, `as rate must be in [0, 1): current value is ${rate}`);
  });
}

Deno.test("a loaded network's stock dropout becomes this one, and saves with the stock layer's config", async () => {
  const stock = tf.layers.dropout({
    rate: 0.5,
    name: "shared",
    noiseShape: [null as never, 1],
    seed: 3,
    inputShape: [500],
  });
  const saved = JSON.parse(tf.sequential({ layers: [stock] }).toJSON(undefined, true) as string);
  const [loaded] = (await tf.models.modelFromJSON(saved)).layers;
  assertNotStrictEquals(loaded!.constructor, stock.constructor);
  assertEquals(loaded!.getConfig(), stock.getConfig());
  assertEquals(loaded!.getClassName(), stock.getClassName());
  assertEquals(
    dropout({ rate: 0.5, name: "plain" }).getConfig(),
    tf.layers.dropout({ rate: 0.5, name: "plain" }).getConfig(),
  );

  const values = masked(loaded!);
  for (let row = 0; row < 20; row++) {
    assert(values.subarray(row * 500, (row + 1) * 500).every((value) => value === values[row * 500])); // the axis of length 1 shares
  }
  assertEquals(new Set(values), new Set([0, 2]));
});
