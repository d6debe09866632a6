import { startCompute } from "@forger/core";
import { dcgan } from "@forger/layers";
import { normalLatent, uniformLatent } from "@forger/samplers";
import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { principalDirections } from "./_principal_directions.ts";

await startCompute({ backend: "cpu" });

/** A generator of 2 x 2 images that adds up the latent's numbers with these weights. */
function linear(weights: number[][], activation: "linear" | "tanh" = "linear") {
  const network = tf.sequential({
    layers: [
      tf.layers.dense({ units: 4, inputShape: [weights.length], activation }),
      tf.layers.reshape({ targetShape: [2, 2, 1] }),
    ],
  });
  network.setWeights([tf.tensor2d(weights), tf.tensor1d([0.1, 0.2, 0.3, 0.4])]);
  return network;
}

Deno.test("of a linear generator, the directions are the singular vectors of its weights", async () => {
  const a = Math.SQRT1_2; // the rows' singular values are 1, 5 and 2 along the second, the sum and the difference of the others
  const weights = [[5 * a, 2 * a, 0, 0], [0, 0, 1, 0], [5 * a, -2 * a, 0, 0]];
  const directions = await principalDirections(linear(weights), normalLatent(3), { stddev: 1 });
  assertEquals(directions.length, 9);
  [a, 0, a].forEach((value, index) => assertAlmostEquals(directions[index]!, value, 1e-4));
  const sign = Math.sign(directions[3]!); // of this one the sum is 0, so that its sign is not said
  [a, 0, -a].forEach((value, index) => assertAlmostEquals(directions[3 + index]! * sign, value, 1e-4));
  [0, 1, 0].forEach((value, index) => assertAlmostEquals(directions[6 + index]!, value, 1e-4));
});

Deno.test("a number that changes nothing comes last, whatever the latents' spread", async () => {
  const network = linear([[0, 0, 0, 0], [1, 2, 0, 0], [0, 0, 0, 0.1]], "tanh"),
    latent = uniformLatent(3, { low: 0, high: 9 });
  const directions = await principalDirections(network, latent, { stddev: 9 / Math.sqrt(12) });
  assertAlmostEquals(directions[6]!, 1, 1e-4);
});

Deno.test("every number of a long latent is looked at", async () => {
  const weights = Array.from(
    { length: 70 },
    (_, row) => [row === 69 ? 3 : 0, row === 66 ? 2 : 0, row === 1 ? 1 : 0, 0],
  );
  const directions = await principalDirections(linear(weights), normalLatent(70), { stddev: 1 });
  [69, 66, 1].forEach((number, row) => assertAlmostEquals(directions[row * 70 + number]!, 1, 1e-4));
});

Deno.test("directions are of length 1, at right angles and the same each time, of a conditional generator too", async () => {
  const options = { image: [8, 8, 3] as [number, number, number], generatorWidths: [4], discriminatorWidths: [4] };
  const { generator } = dcgan({ ...options, latent: 70, classes: 3, seed: 1 });
  const before = tf.memory().numTensors;
  const directions = await principalDirections(generator, normalLatent(70), { stddev: 1 });
  assertEquals(tf.memory().numTensors, before);
  const products = tf.tidy(() =>
    tf.matMul(tf.tensor2d(directions, [70, 70]), tf.tensor2d(directions, [70, 70]), false, true)
  );
  const identity = products.dataSync();
  identity.forEach((value, index) => assertAlmostEquals(value, index % 71 === 0 ? 1 : 0, 1e-5));
  assertEquals(await principalDirections(generator, normalLatent(70), { stddev: 1 }), directions);
});

Deno.test("a generator whose numbers are not finite is refused", async () => {
  await assertRejects(
    () => principalDirections(linear([[NaN, 0, 0, 0]]), normalLatent(1), { stddev: 1 }),
    RangeError,
    "must be finite numbers",
  );
});
