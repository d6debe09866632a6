import { startCompute, type Tensor } from "@forger/core";
import { mlp } from "@forger/layers";
import { assert, assertAlmostEquals, assertEquals, assertLess, assertNotEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { fixedLatents } from "./fixed_latents.ts";
import { generate } from "./generate.ts";
import { normalLatent } from "./normal_latent.ts";
import { projectImage, type ProjectImageOptions } from "./project_image.ts";

await startCompute({ backend: "tensorflow" });

/** Multiplies latents by a matrix. */
function linear(weights: number[][]): tf.LayersModel {
  const layer = tf.layers.dense({
    units: weights[0]!.length,
    useBias: false,
    inputShape: [weights.length],
    weights: [tf.tensor2d(weights)],
  });
  return tf.sequential({ layers: [layer] });
}

const small = mlp({ name: "generator", sizes: [4, 32, 32, [8, 8, 1]], output: "tanh", seed: 3 });
const known = tf.tensor2d([[0.7, -1.2, 0.1, 1.5]]);

const values = (tensor: Tensor): number[] => [...tensor.dataSync()];

Deno.test("the latent of an image that the generator made is found again", async () => {
  const target = tf.tidy(() => generate(small, known).squeeze([0]));
  const { latent, error, history } = await projectImage(small, target, { latent: normalLatent(4) });
  assert(error >= 0 && error < 1e-6, `${error}`);
  assertEquals([latent.shape, history.length], [[1, 4], 500]);
  values(latent).forEach((value, index) => assertAlmostEquals(value, values(known)[index]!, 5e-3));
  assertLess(1e-3, history[0]!);
  assertLess(history.at(-1)!, 1e-6);
  const made = tf.tidy(() => generate(small, latent).squeeze([0]).sub(target).square().mean().dataSync()[0]!);
  assertAlmostEquals(error, made, 1e-9);
});

Deno.test("of an image that the generator cannot make the nearest one is found, and how far it is", async () => {
  // the image of (x, y) is (x, y, 0)
  const { latent, error } = await projectImage(linear([[1, 0, 0], [0, 1, 0]]), tf.tensor1d([0.5, -2, 3]), {
    latent: normalLatent(2),
    steps: 300,
  });
  values(latent).forEach((value, index) => assertAlmostEquals(value, [0.5, -2][index]!, 1e-3));
  assertAlmostEquals(error, 9 / 3, 1e-4);
});

Deno.test("the weight of the length draws latents to the length of drawn ones", async () => {
  const { latent, error, history } = await projectImage(linear([[1]]), tf.tensor1d([3]), {
    latent: normalLatent(1),
    steps: 400,
    lengthWeight: 1,
  });
  const root = 1.2896239; // of 2 z³ - z - 3, the derivative of (z - 3)² + (z² - 1)²
  assertAlmostEquals(values(latent)[0]!, root, 1e-3);
  for (const value of [error, history.at(-1)!]) assertAlmostEquals(value, (3 - root) ** 2, 1e-2);
});

Deno.test("the best of several starts is given", async () => {
  // where tanh(8 x) is 1 in float32 it has no slope: from there the search cannot get away
  const steep = tf.sequential({
    layers: [tf.layers.dense({
      units: 1,
      useBias: false,
      inputShape: [1],
      activation: "tanh",
      weights: [tf.tensor2d([[8]])],
    })],
  });
  const first = (seed: number) => fixedLatents(normalLatent(1), 1, seed).dataSync()[0]!;
  let seed = 0;
  while (first(seed) < 1.3) seed++;
  const search = (starts: number) =>
    projectImage(steep, tf.tensor1d([-0.5]), { latent: normalLatent(1), starts, seed, steps: 300 });
  assertAlmostEquals((await search(1)).error, 1.5 ** 2, 1e-6);
  const { latent, error } = await search(64);
  assertLess(error, 1e-5);
  assertAlmostEquals(values(latent)[0]!, Math.atanh(-0.5) / 8, 1e-3);
});

Deno.test("a conditional generator is searched within the class", async () => {
  const latent = tf.input({ shape: [1] }), labels = tf.input({ shape: [2] });
  const weights = [tf.tensor2d([[1], [0], [10]])];
  const both = tf.layers.concatenate().apply([latent, labels]);
  const image = tf.layers.dense({ units: 1, useBias: false, weights }).apply(both) as tf.SymbolicTensor;
  const generator = tf.model({ inputs: [latent, labels], outputs: image });
  for (const [label, expected] of [[0, 10.5], [1, 0.5]] as const) {
    const found = await projectImage(generator, tf.tensor1d([10.5]), {
      latent: normalLatent(1),
      steps: 400,
      learningRate: 0.2,
      label,
    });
    assertAlmostEquals(values(found.latent)[0]!, expected, 2e-2);
  }
});

Deno.test("the same seed gives the same latent, another seed another way", async () => {
  const target = tf.fill([8, 8, 1], 0.3);
  const search = async (seed: number) => {
    const { latent, history } = await projectImage(small, target, {
      latent: normalLatent(4),
      steps: 30,
      starts: 2,
      seed,
    });
    return { latent: values(latent), history: [...history] };
  };
  assertEquals(await search(5), await search(5));
  assertNotEquals((await search(5)).history, (await search(6)).history);
});

Deno.test("searching leaves the latent alone behind, and the generator as it was", async () => {
  const before = small.getWeights().map(values), target = tf.zeros([8, 8, 1]);
  const options = { latent: normalLatent(4), steps: 3 };
  (await projectImage(small, target, options)).latent.dispose();
  const tensors = tf.memory().numTensors;
  await projectImage(small, target, options);
  assertEquals(tf.memory().numTensors, tensors + 1);
  assertEquals(small.getWeights().map(values), before);
});

const faults: [target: Tensor, options: Partial<ProjectImageOptions>, error: ErrorConstructor, message: string][] = [
  [tf.zeros([8, 8]), {}, TypeError, "expected [8,8,1], received [8,8]"],
  [tf.zeros([8, 8, 1]), { latent: normalLatent(5) }, TypeError, "expected size 4, received 5"],
  [tf.zeros([8, 8, 1]), { label: 0 }, TypeError, "and for no other: current value is 0"],
  [tf.zeros([8, 8, 1]), { steps: 0 }, RangeError, "steps must be a positive integer: current value is 0"],
  [tf.zeros([8, 8, 1]), { starts: 0 }, RangeError, "starts must be a positive integer: current value is 0"],
  [tf.zeros([8, 8, 1]), { learningRate: 0 }, RangeError, "learningRate must be a positive number: current value is 0"],
  [tf.zeros([8, 8, 1]), { lengthWeight: -1 }, RangeError, "lengthWeight must be 0 or more: current value is -1"],
  [tf.zeros([8, 8, 1]), { seed: -1 }, RangeError, "seed must be an integer"],
];

for (const [target, options, error, message] of faults) {
  Deno.test(`projecting is refused: ${message}`, async () => {
    await assertRejects(() => projectImage(small, target, { latent: normalLatent(4), ...options }), error, message);
  });
}
