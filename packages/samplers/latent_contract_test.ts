import { CompiledStep, startCompute, stepRandom } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { fixedLatents } from "./fixed_latents.ts";
import type { Latent } from "./latent.ts";
import { normalLatent } from "./normal_latent.ts";
import { sphericalLatent } from "./spherical_latent.ts";
import { truncatedNormalLatent } from "./truncated_normal_latent.ts";
import { uniformLatent } from "./uniform_latent.ts";

await startCompute({ backend: "cpu" });

/** Every kind of latent: a new one is a new row. The values' bounds, mean and standard deviation have closed forms. */
const latents: {
  name: string;
  create: (size: number) => Latent;
  within: [number, number];
  mean: number;
  stddev: number;
}[] = [
  { name: "normal", create: normalLatent, within: [-7, 7], mean: 0, stddev: 1 },
  { name: "uniform", create: (size) => uniformLatent(size), within: [-1, 1], mean: 0, stddev: 1 / Math.sqrt(3) },
  {
    name: "uniform",
    create: (size) => uniformLatent(size, { low: 2, high: 5 }),
    within: [2, 5],
    mean: 3.5,
    stddev: 3 / Math.sqrt(12),
  },
  { name: "spherical", create: sphericalLatent, within: [-7.1, 7.1], mean: 0, stddev: 1 },
  {
    name: "truncated-normal",
    create: (size) => truncatedNormalLatent(size),
    within: [-2, 2],
    mean: 0,
    stddev: Math.sqrt(0.7737413), // 1 - 4 density(2) / (probability of |z| < 2)
  },
  {
    name: "truncated-normal",
    create: (size) => truncatedNormalLatent(size, { limit: 0.5 }),
    within: [-0.5, 0.5],
    mean: 0,
    stddev: Math.sqrt(0.0805892), // 1 - density(0.5) / (probability of |z| < 0.5)
  },
];

const random = (seed: number, step: number) => stepRandom(seed, tf.scalar(step, "int32")).stream("latent");

for (const { name, create, within, mean, stddev } of latents) {
  const title = `${name} latents around ${mean} within ${within}`;

  Deno.test(`${title} have the shape [count, size] and leave no tensors behind`, () => {
    const latent = create(5), stream = random(1, 0);
    assertEquals([latent.name, latent.size], [name, 5]);
    const before = tf.memory().numTensors;
    const drawn = latent.draw(3, stream);
    assertEquals(drawn.shape, [3, 5]);
    assertEquals(tf.memory().numTensors, before + 1);
  });

  Deno.test(`${title} have their distribution`, () => {
    const values = [...create(50).draw(1000, random(7, 3)).dataSync()];
    assert(values.every((value) => value > within[0] && value < within[1]));
    const average = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length;
    assertAlmostEquals(average, mean, 0.03 * stddev);
    assertAlmostEquals(Math.sqrt(variance), stddev, 0.02 * stddev);
  });

  Deno.test(`${title} are a function of seed and step`, () => {
    const draw = (seed: number, step: number) => create(4).draw(4, random(seed, step)).dataSync();
    assertEquals(draw(1, 2), draw(1, 2));
    assertNotEquals(draw(1, 2), draw(1, 3));
    assertNotEquals(draw(1, 2), draw(2, 2));
  });

  Deno.test(`${title} are the same on both backends`, async () => {
    const draw = async (backend: "cpu" | "tensorflow") => {
      await startCompute({ backend });
      return tf.tidy(() => create(5).draw(40, random(3, 9)).dataSync());
    };
    const native = await draw("tensorflow"), plain = await draw("cpu");
    plain.forEach((value, index) => assertAlmostEquals(native[index]!, value, 2e-6 * Math.max(1, Math.abs(value))));
  });

  Deno.test(`${title} are the same in a compiled step`, async () => {
    await startCompute({ backend: "tensorflow" });
    const drawn = tf.variable(tf.zeros([8, 5]));
    const compiled = new CompiledStep(([step]) => {
      drawn.assign(create(5).draw(8, stepRandom(3, step!).stream("latent")));
      return { first: drawn.flatten().slice([0], [1]) };
    }, { mode: "graph" });
    for (const step of [4, 9]) {
      await compiled.run([tf.scalar(step, "int32")], 1);
      assertEquals([...drawn.dataSync()], [...create(5).draw(8, random(3, step)).dataSync()]);
    }
    compiled.dispose();
  });

  for (const size of [0, -1, 1.5, NaN]) {
    Deno.test(`${title} of size ${size} are refused`, () => {
      assertThrows(() => create(size), RangeError, `size must be a positive integer: current value is ${size}`);
    });
  }
}

for (const [low, high] of [[1, 1], [2, 1], [0, Infinity], [NaN, 1]] as const) {
  Deno.test(`uniform latents from ${low} to ${high} are refused`, () => {
    assertThrows(() => uniformLatent(2, { low, high }), RangeError, "low must be below high");
  });
}

for (const limit of [0, -1, NaN, Infinity]) {
  Deno.test(`normal latents truncated at ${limit} are refused`, () => {
    assertThrows(
      () => truncatedNormalLatent(2, { limit }),
      RangeError,
      `Cannot create truncated normal latents as limit must be a positive number: current value is ${limit}`,
    );
  });
}

Deno.test("fixed latents depend on the seed, and are none of those that training draws", () => {
  const fixed = (seed: number) => fixedLatents(normalLatent(4), 8, seed).dataSync();
  assertEquals(fixed(1), fixed(1));
  assertNotEquals(fixed(1), fixed(2));
  assertNotEquals(fixed(1), normalLatent(4).draw(8, random(1, 0)).dataSync());
});

Deno.test("fixed latents leave one tensor", () => {
  const before = tf.memory().numTensors;
  assertEquals(fixedLatents(uniformLatent(3), 2, 5).shape, [2, 3]);
  assertEquals(tf.memory().numTensors, before + 1);
});

for (const count of [0, 2.5]) {
  Deno.test(`${count} fixed latents are refused`, () => {
    assertThrows(() => fixedLatents(normalLatent(4), count, 1), RangeError, "count must be a positive integer");
  });
}
