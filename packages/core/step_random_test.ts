import { assert, assertAlmostEquals, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { CompiledStep } from "./compiled_step.ts";
import { startCompute } from "./compute.ts";
import type { RandomStream } from "./random_stream.ts";
import { stepRandom } from "./step_random.ts";
import type { Tensor } from "./tensor.ts";

type Draw = (stream: RandomStream) => Tensor;

const SEED = 2 ** 40 + 12345;

const streamAt = (step: number, name = "latent", seed = SEED): RandomStream =>
  stepRandom(seed, tf.scalar(step, "int32")).stream(name);

const read = (tensor: Tensor): Float32Array => {
  const values = tensor.dataSync() as Float32Array;
  tensor.dispose();
  return values.slice();
};

async function eagerly(backend: "tensorflow" | "cpu", draw: Draw, step: number): Promise<Float32Array> {
  await startCompute({ backend });
  return read(draw(streamAt(step)));
}

async function compiled(mode: "graph" | "xla", draw: Draw, step: number): Promise<Float32Array> {
  await startCompute({ backend: "tensorflow" });
  const shape = tf.tidy(() => draw(streamAt(0)).shape);
  const held = tf.variable(tf.zeros(shape)), counter = tf.variable(tf.scalar(step, "int32"));
  const compiledStep = new CompiledStep(() => {
    held.assign(draw(stepRandom(SEED, counter).stream("latent")));
    return { done: tf.scalar(1) };
  }, { mode });
  await compiledStep.run([], 1);
  assertEquals(compiledStep.decision!.mode, mode);
  compiledStep.dispose();
  return (held.dataSync() as Float32Array).slice();
}

const SHAPES: readonly number[][] = [[], [0], [1], [5], [3, 7], [2, 0, 3], [4, 4, 4, 1], [1001]];
const STEPS: readonly number[] = [0, 1, 1000, 2 ** 31 - 1, -1];

for (const shape of SHAPES) {
  Deno.test(`uniform numbers of shape [${shape}] are the same bits eagerly, in a graph, under XLA and on the plain backend`, async () => {
    for (const step of STEPS) {
      const draw: Draw = (stream) => stream.uniform(shape);
      const expected = await eagerly("cpu", draw, step);
      assertEquals(expected.length, shape.reduce((product, length) => product * length, 1));
      assertEquals(await eagerly("tensorflow", draw, step), expected);
      if (step > 1) continue; // compiling takes a while
      assertEquals(await compiled("graph", draw, step), expected);
      assertEquals(await compiled("xla", draw, step), expected);
    }
  });

  Deno.test(`normal numbers of shape [${shape}] are the same everywhere to the last places`, async () => {
    const draw: Draw = (stream) => stream.normal(shape);
    const expected = await eagerly("cpu", draw, 3);
    for (
      const actual of [
        await eagerly("tensorflow", draw, 3),
        await compiled("graph", draw, 3),
        await compiled("xla", draw, 3),
      ]
    ) {
      assertEquals(actual.length, expected.length);
      actual.forEach((value, index) => assertAlmostEquals(value, expected[index]!, 2e-6));
    }
  });
}

Deno.test("a range, a mean and a standard deviation move and stretch the numbers", async () => {
  await startCompute({ backend: "tensorflow" });
  const unit = read(streamAt(1).uniform([100])), moved = read(streamAt(1).uniform([100], -3, 5));
  moved.forEach((value, index) => assertAlmostEquals(value, unit[index]! * 8 - 3, 1e-6));
  const normal = read(streamAt(1).normal([100])), stretched = read(streamAt(1).normal([100], 2, 0.5));
  stretched.forEach((value, index) => assertAlmostEquals(value, normal[index]! * 0.5 + 2, 1e-6));
});

Deno.test("no block of numbers comes twice, whatever the seed, the stream, the draw and the step", async () => {
  await startCompute({ backend: "tensorflow" });
  const blocks = new Set<string>();
  let count = 0;
  for (const seed of [0, 1, 2 ** 32]) {
    for (const name of ["latent", "data", "dropout/1", "dropout/2"]) {
      for (let step = 0; step < 12; step++) {
        const stream = streamAt(step, name, seed);
        for (let draw = 0; draw < 4; draw++) {
          const numbers = read(stream.uniform([256]));
          // Philox makes four numbers at a time: where counters overlapped, such blocks would be equal
          for (let at = 0; at < 256; at += 4, count++) blocks.add(numbers.subarray(at, at + 4).join());
        }
      }
    }
  }
  assertEquals(blocks.size, count);
});

const COUNT = 2 ** 20;

/** Mean, variance, skewness and excess kurtosis. */
function moments(values: Float32Array): [number, number, number, number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const central = (power: number) => values.reduce((sum, value) => sum + (value - mean) ** power, 0) / values.length;
  const variance = central(2);
  return [mean, variance, central(3) / variance ** 1.5, central(4) / variance ** 2 - 3];
}

function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
  const meanA = mean(a), meanB = mean(b);
  let product = 0, squareA = 0, squareB = 0;
  for (let index = 0; index < a.length; index++) {
    const x = a[index]! - meanA, y = b[index]! - meanB;
    product += x * y, squareA += x * x, squareB += y * y;
  }
  return product / Math.sqrt(squareA * squareB);
}

/** Sampled values lie within so many standard errors of what is expected. */
const SIGMAS = 4;

Deno.test("normal numbers have the moments of the normal distribution", async () => {
  await startCompute({ backend: "tensorflow" });
  const values = read(streamAt(5).normal([COUNT])), [mean, variance, skewness, kurtosis] = moments(values);
  assertAlmostEquals(mean, 0, SIGMAS * Math.sqrt(1 / COUNT));
  assertAlmostEquals(variance, 1, SIGMAS * Math.sqrt(2 / COUNT));
  assertAlmostEquals(skewness, 0, SIGMAS * Math.sqrt(6 / COUNT));
  assertAlmostEquals(kurtosis, 0, SIGMAS * Math.sqrt(24 / COUNT));
  const beyond = values.filter((value) => Math.abs(value) > 3).length / COUNT, expected = 0.0026998;
  assertAlmostEquals(beyond, expected, SIGMAS * Math.sqrt(expected / COUNT));
});

Deno.test("uniform numbers have the moments of the uniform distribution, fill its cells alike and leave out its ends", async () => {
  await startCompute({ backend: "tensorflow" });
  const values = read(streamAt(6).uniform([COUNT])), [mean, variance, skewness, kurtosis] = moments(values);
  assertAlmostEquals(mean, 0.5, SIGMAS * Math.sqrt(1 / 12 / COUNT));
  assertAlmostEquals(variance, 1 / 12, SIGMAS * Math.sqrt(1 / 180 / COUNT));
  assertAlmostEquals(skewness, 0, SIGMAS * Math.sqrt(6 / COUNT));
  assertAlmostEquals(kurtosis, -1.2, SIGMAS * Math.sqrt(24 / COUNT));
  const cells = new Float64Array(256);
  for (const value of values) cells[Math.floor(value * 256)]! += 1;
  const each = COUNT / 256, chiSquared = cells.reduce((sum, count) => sum + (count - each) ** 2 / each, 0);
  assertAlmostEquals(chiSquared, 255, SIGMAS * Math.sqrt(2 * 255));
  assert(values.every((value) => value > 0 && value < 1));
  // middles of 2^23 cells, exactly
  assert(values.every((value) => Number.isInteger(value * 2 ** 23 - 0.5)));
});

Deno.test("what comes next is not correlated with what came before", async () => {
  await startCompute({ backend: "tensorflow" });
  const count = 2 ** 16, bound = SIGMAS / Math.sqrt(count);
  const stream = streamAt(10), base = read(stream.normal([count]));
  const others: Record<string, Float32Array> = {
    "the next draw": read(stream.normal([count])),
    "the next step": read(streamAt(11).normal([count])),
    "another stream": read(streamAt(10, "latent2").normal([count])),
    "the next seed": read(streamAt(10, "latent", SEED + 1).normal([count])),
  };
  for (const [name, values] of Object.entries(others)) {
    assertAlmostEquals(correlation(base, values), 0, bound, name);
    assertAlmostEquals(correlation(base.map((value) => value ** 2), values.map((value) => value ** 2)), 0, bound, name);
  }
  // neighbours, and the two numbers that Box-Muller makes of one pair
  for (const lag of [1, 2, 4, count / 2]) {
    const first = base.subarray(0, count - lag),
      second = base.subarray(lag),
      lagBound = SIGMAS / Math.sqrt(count - lag);
    assertAlmostEquals(correlation(first, second), 0, lagBound, `lag ${lag}`);
    assertAlmostEquals(
      correlation(first.map((value) => value ** 2), second.map((value) => value ** 2)),
      0,
      lagBound,
      `lag ${lag}, squares`,
    );
  }
});

Deno.test("a stream asked for again goes on where it was, and the order of streams does not matter", async () => {
  await startCompute({ backend: "tensorflow" });
  const random = stepRandom(7, tf.scalar(0, "int32"));
  assertStrictEquals(random.stream("a"), random.stream("a"));
  const first = read(random.stream("a").uniform([4])),
    b = read(random.stream("b").uniform([4])),
    second = read(random.stream("a").uniform([4]));
  const other = stepRandom(7, tf.scalar(0, "int32"));
  assertEquals(read(other.stream("b").uniform([4])), b);
  assertEquals([read(other.stream("a").uniform([4])), read(other.stream("a").uniform([4]))], [first, second]);
});

Deno.test("drawing leaves no tensors behind", async () => {
  await startCompute({ backend: "tensorflow" });
  const step = tf.scalar(0, "int32"), before = tf.memory().numTensors;
  const stream = stepRandom(1, step).stream("latent");
  tf.dispose([stream.uniform([3]), stream.normal([5], 1, 2), stream.uniform([2], -1, 1)]);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("a seed that is not an integer from 0 to 2^53 - 1 is refused", () => {
  for (const seed of [-1, 0.5, NaN, Infinity, 2 ** 53]) {
    assertThrows(
      () => stepRandom(seed, tf.scalar(0, "int32")),
      RangeError,
      `Cannot create random streams as seed must be an integer from 0 to 2^53 - 1: current value is ${seed}`,
    );
  }
});
