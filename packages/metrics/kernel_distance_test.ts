import { startCompute } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { randomSubsets } from "./_random_numbers.ts";
import type { Features } from "./features.ts";
import { kernelDistance, type KernelDistanceOptions } from "./kernel_distance.ts";
import { referenceCases, relativeError, rows, scattered } from "./testdata/reference.ts";

await startCompute();

for (const { name, real, fake, kernel, otherKernel } of referenceCases) {
  if (kernel === null || otherKernel === null) continue;
  Deno.test(`the kernel distance of all features ${name} is scikit-learn's`, async () => {
    const subsetSize = real.count;
    const { value, subsets } = await kernelDistance(real, fake, { subsetSize });
    assert(relativeError(value, kernel) < 1e-6, `${value}, not ${kernel}`);
    assertEquals(subsets, 1);
    const other = await kernelDistance(real, fake, { subsetSize, degree: 2, gamma: 0.3, coef: 0.5 });
    assert(relativeError(other.value, otherKernel) < 1e-6, `${other.value}, not ${otherKernel}`);
  });
}

/** The estimate as the paper writes it, pair for pair. */
function discrepancy(real: Features, fake: Features, chosen: readonly [Int32Array, Int32Array]): number {
  const row = ({ values, size }: Features, index: number) => values.subarray(index * size, (index + 1) * size);
  const kernel = (x: ArrayLike<number>, y: ArrayLike<number>) =>
    (Array.from(x).reduce((sum, value, index) => sum + value * y[index]!, 0) / x.length + 1) ** 3;
  const [x, y] = [
    Array.from(chosen[0], (index) => row(real, index)),
    Array.from(chosen[1], (index) => row(fake, index)),
  ];
  let within = 0, between = 0;
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < x.length; j++) {
      if (i !== j) within += kernel(x[i]!, x[j]!) + kernel(y[i]!, y[j]!);
      between += kernel(x[i]!, y[j]!);
    }
  }
  return within / (x.length * (x.length - 1)) - 2 * between / x.length ** 2;
}

Deno.test("the value is the mean over subsets, and its error their deviation over the root of their number", async () => {
  const real = scattered(40, 5), fake = scattered(35, 5, 2);
  const found = await kernelDistance(real, fake, { subsets: 6, subsetSize: 9, seed: 3 });
  const draw = randomSubsets(3, "kernel distance subsets");
  const values = Array.from({ length: 6 }, () => discrepancy(real, fake, [draw(40, 9), draw(35, 9)]));
  const mean = values.reduce((sum, value) => sum + value, 0) / 6;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 6);
  assertAlmostEquals(found.value, mean, 1e-7);
  assertAlmostEquals(found.standardDeviation, deviation, 1e-7);
  assertAlmostEquals(found.standardError, deviation / Math.sqrt(6), 1e-7);
  assert(deviation > 0.01);
});

Deno.test("another seed draws other subsets, the same seed the same", async () => {
  const real = scattered(40, 5), fake = scattered(40, 5, 2);
  const of = async (seed?: number) => (await kernelDistance(real, fake, { subsets: 3, seed })).value;
  assertEquals(await of(), await of(0));
  assertNotEquals(await of(0), await of(1));
});

Deno.test("of rows of one distribution the distance is 0 within its error", async () => {
  const { value, standardError } = await kernelDistance(scattered(2000, 8), scattered(2000, 8, 99), {
    subsets: 30,
    subsetSize: 200,
  });
  assert(Math.abs(value) < 0.005 && standardError > 1e-5 && standardError < 0.005, `${value} +- ${standardError}`);
});

Deno.test("a subset has half of the smaller set by default, and 1,000 rows at most", async () => {
  const sizes = async (count: number) =>
    (await kernelDistance(scattered(count, 1), scattered(3000, 1), { subsets: 1 })).subsetSize;
  assertEquals([await sizes(11), await sizes(2500)], [5, 1000]);
});

Deno.test("the kernel distance leaves no tensors", async () => {
  const before = tf.memory().numTensors;
  await kernelDistance(scattered(20, 3), scattered(20, 3, 2), { subsets: 2 });
  assertEquals(tf.memory().numTensors, before);
});

const few = scattered(10, 2);
const faults: [
  real: Features,
  fake: Features,
  options: KernelDistanceOptions,
  error: ErrorConstructor,
  message: string,
][] = [
  [
    few,
    few,
    { subsetSize: 11 },
    RangeError,
    "subsetSize must be at most 10, the rows of the smaller set: current value is 11",
  ],
  [few, few, { subsetSize: 1 }, RangeError, "subsetSize must be an integer of at least 2: current value is 1"],
  [few, few, { subsets: 0 }, RangeError, "subsets must be a positive integer: current value is 0"],
  [few, few, { seed: -1 }, RangeError, "seed must be an integer of at least 0: current value is -1"],
  [few, few, { degree: 1.5 }, RangeError, "degree must be a positive integer: current value is 1.5"],
  [few, few, { gamma: NaN }, RangeError, "gamma must be finite: current value is NaN"],
  [few, few, { coef: Infinity }, RangeError, "coef must be finite: current value is Infinity"],
  [
    few,
    scattered(3, 2),
    {},
    RangeError,
    "the number of fake features must be an integer of at least 4: current value is 3",
  ],
  [few, scattered(10, 3), {}, TypeError, "same size: real are [10, 2], fake are [10, 3]"],
  [few, rows(2, 1, 2, NaN, 4, 5, 6, 7, 8), {}, RangeError, "row 1, column 0 is NaN"],
  [few, rows(2, 1e38, 2, 1e38, 4, 5, 6, 7, 8), {}, RangeError, "products exceed what numbers can hold"],
];

for (const [real, fake, options, error, message] of faults) {
  Deno.test(`the kernel distance is refused: ${message}`, async () => {
    await assertRejects(() => kernelDistance(real, fake, options), error, message);
  });
}
