import { startCompute, stepRandom, type Tensor } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { minibatchStandardDeviation, type MinibatchStandardDeviationOptions } from "./minibatch_standard_deviation.ts";

const { backend } = await startCompute();

const draw = (shape: readonly number[]): Tensor => stepRandom(4, tf.scalar(0, "int32")).stream("input").normal(shape);
const applied = (input: Tensor, options?: MinibatchStandardDeviationOptions): Tensor =>
  minibatchStandardDeviation(options).apply(input, { training: true }) as Tensor;
/** What is appended to each sample's first place. */
const appended = (input: Tensor, options?: MinibatchStandardDeviationOptions): number[] => {
  const channels = input.shape.at(-1)!, output = applied(input, options);
  return [
    ...output.reshape([output.shape[0]!, -1, output.shape.at(-1)!]).slice([0, 0, channels], [-1, 1, -1]).dataSync(),
  ];
};

/** The statistic of one group, value after value, in float64. */
function deviationOf(samples: number[][], channels: readonly number[], epsilon: number): number {
  const deviations = channels.map((place) => {
    const values = samples.map((sample) => sample[place]!), mean = values.reduce((a, b) => a + b) / values.length;
    return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length + epsilon);
  });
  return deviations.reduce((a, b) => a + b) / deviations.length;
}

for (const name of new Set(["cpu", backend])) {
  for (
    const [shape, groupSize, features, size] of [
      [[8, 3, 2, 4], 4, 1, 4],
      [[6, 3, 2, 4], 2, 2, 2],
      [[4, 2, 2, 6], 4, 3, 4],
      [[8, 6], 4, 1, 4],
      [[6, 6], 3, 3, 3],
      [[4, 2, 4], 2, 4, 2],
      [[9, 2, 2, 2], 4, 1, 3],
    ] as const
  ) {
    Deno.test(`${name}: [${shape}] gets ${features} features from groups of ${size}, in every place`, async () => {
      await tf.setBackend(name);
      tf.tidy(() => {
        const input = draw(shape), epsilon = 0.01, samples = input.reshape([shape[0], -1]).arraySync() as number[][];
        const output = applied(input, { groupSize, features, epsilon }), channels = shape.at(-1)!;
        assertEquals(output.shape, [...shape.slice(0, -1), channels + features]);
        const [kept, added] = output.split([channels, features], -1) as [Tensor, Tensor];
        assertEquals(kept.dataSync(), input.dataSync());
        const places = samples[0]!.length / channels, share = channels / features;
        added.dataSync().forEach((value, index) => {
          const feature = index % features, sample = Math.floor(index / features / places);
          const group = Math.floor(sample / size) * size;
          const own = samples[0]!.map((_, entry) => entry)
            .filter((entry) => Math.floor(entry % channels / share) === feature);
          assertAlmostEquals(value, deviationOf(samples.slice(group, group + size), own, epsilon), 1e-6);
        });
      });
    });
  }
}

for (
  const [batch, groupSize, size] of [[9, 4, 3], [6, 4, 3], [10, 4, 2], [7, 4, 7], [25, 4, 5], [3, 4, 3], [2, 8, 2]]
) {
  Deno.test(`a batch of ${batch} forms groups of ${size} where ${groupSize} are wanted`, () => {
    tf.tidy(() => {
      const values = Array.from({ length: batch! }, (_, sample) => 10 ** (sample % 7)); // no two groups alike
      const found = appended(tf.tensor2d(values, [batch!, 1]), { groupSize });
      found.forEach((value, sample) => {
        const start = Math.floor(sample / size!) * size!;
        const expected = deviationOf(values.slice(start, start + size!).map((value) => [value]), [0], 1e-8);
        assertAlmostEquals(value, expected, 1e-5 * expected);
      });
    });
  });
}

Deno.test("a single sample gets the root of epsilon, with no slope of any order", () => {
  tf.tidy(() => {
    const input = draw([1, 2, 2, 3]);
    assertAlmostEquals(appended(input)[0]!, 1e-4, 1e-9);
    const statistic = (input: Tensor) => applied(input).slice([0, 0, 0, 3]).sum();
    const slope = tf.grad(statistic);
    assert(slope(input).dataSync().every((value) => value === 0));
    const curvature = tf.grad((input: Tensor) => slope(input).add(1).square().sum())(input);
    assert(curvature.dataSync().every((value) => value === 0));
  });
});

Deno.test("equal samples give the root of epsilon, and finite slopes of slopes", () => {
  tf.tidy(() => {
    const input = draw([1, 5]).tile([4, 1]);
    for (const value of appended(input)) assertAlmostEquals(value, 1e-4, 1e-9);
    const slope = tf.grad((input: Tensor) => applied(input).square().sum());
    const curvature = tf.grad((input: Tensor) => slope(input).square().sum())(input);
    for (const gradient of [slope(input), curvature]) assert(gradient.dataSync().every(Number.isFinite));
  });
});

for (const [name, rule, wrong] of [["groupSize", "an integer from 2 on", 1], ["features", "a positive integer", 0.5]]) {
  Deno.test(`minibatch standard deviation refuses a ${name} of ${wrong}`, () => {
    assertThrows(
      () => minibatchStandardDeviation({ [name!]: wrong }),
      RangeError,
      `Cannot create minibatch standard deviation as ${name} must be ${rule}: current value is ${wrong}`,
    );
  });
}

Deno.test("an epsilon of 0, and channels that cannot be shared out, are refused", () => {
  assertThrows(() => minibatchStandardDeviation({ epsilon: 0 }), RangeError, "epsilon must be a positive number");
  assertThrows(
    () => applied(tf.zeros([2, 3, 3, 4]), { features: 3, name: "some_layer" }),
    TypeError,
    "Cannot build some_layer as features must divide the channels: expected [batch, …, a multiple of 3], received [2, 3, 3, 4]",
  );
});
