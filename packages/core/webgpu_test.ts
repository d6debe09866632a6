// What WebGPU computes is what plain JavaScript computes. Ignored where no adapter is: Mesa's software one will do.
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { adam } from "./adam.ts";
import { CompiledStep } from "./compiled_step.ts";
import { startCompute } from "./compute.ts";
import { uploadBytes } from "./device_bytes.ts";
import { notFinite } from "./not_finite.ts";
import type { OptimizerRecipe } from "./optimizer.ts";
import { rmsprop } from "./rmsprop.ts";
import { sgd } from "./sgd.ts";
import { stateVariable } from "./state_variable.ts";
import { stepRandom } from "./step_random.ts";
import type { Tensor } from "./tensor.ts";
import { DIFFERENTIABLE_OPERATIONS } from "./testdata/differentiable_operations.ts";
import { spacedInputs } from "./testdata/finite_differences.ts";

/** Set by the test that starts these in a process of their own, as libtensorflow and GPU drivers get into each other's way. */
const isAlone = Deno.env.get("FORGER_WEBGPU") !== undefined;
const ignore = !isAlone || !await startCompute({ backend: "webgpu" }).then(() => true, () => false);

function testWebgpu(name: string, fn: () => void | Promise<void>): void {
  Deno.test({
    name: `webgpu, where there is an adapter: ${name}`,
    ignore,
    fn: async () => {
      await startCompute({ backend: "webgpu" });
      await fn();
    },
  });
}

/** Computes numbers on both backends: what WebGPU gives, and what plain JavaScript gives. */
async function both(compute: () => ArrayLike<number>): Promise<[webgpu: number[], cpu: number[]]> {
  const results: number[][] = [];
  for (const backend of ["webgpu", "cpu"] as const) {
    await startCompute({ backend });
    results.push(tf.tidy(() => Array.from(compute())));
  }
  await startCompute({ backend: "webgpu" });
  return results as [number[], number[]];
}

/** The largest difference, as a share of the largest number that is expected, or of 1. */
function differenceOf([actual, expected]: readonly [number[], number[]]): number {
  assertEquals(actual.length, expected.length);
  const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  const differences = actual.map((value, index) => Object.is(value, expected[index]) ? 0 : value - expected[index]!);
  return differences.reduce((worst, value) => Number.isNaN(value) ? NaN : Math.max(worst, Math.abs(value) / scale), 0);
}

testWebgpu("it says what it computes on, and starting again gives the same", async () => {
  const first = await startCompute({ backend: "webgpu" });
  assertEquals([first.backend, first.version, tf.getBackend()], ["webgpu", tf.version.tfjs, "webgpu"]);
  assert(first.device.length > 0);
  assertEquals(await startCompute(), first);
});

testWebgpu("values are read at once and awaited, of every type, the same", async () => {
  const large = tf.range(0, 3000, 1, "int32"); // larger than what TensorFlow.js leaves to the processor
  for (const tensor of [large, large.div(7), large.greater(1000), large.slice([5], [1]).reshape([])]) {
    const copy = tensor.clone().mul(tf.scalar(1, tensor.dtype === "int32" ? "int32" : "float32"));
    const awaited = await copy.data(), atOnce = copy.add(tf.zerosLike(copy)).dataSync();
    assertEquals(Array.from(atOnce), Array.from(awaited));
    tf.dispose([tensor, copy]);
  }
  assertEquals(large.isDisposed, true);
  assertEquals(Array.from(tf.range(0, 5000, 1, "int32").mul(tf.scalar(3, "int32")).dataSync()).at(-1), 14997);
});

const SHAPES: readonly number[][] = [[], [0], [1], [5], [3, 7], [4, 4, 4, 1], [1001], [70_000]];

for (const shape of SHAPES) {
  testWebgpu(`uniform numbers of shape [${shape}] are the same bits as in plain JavaScript`, async () => {
    for (const step of [0, 1, 1000, 2 ** 31 - 1, -1]) {
      for (const seed of [0, 2 ** 52 + 3]) {
        const [actual, expected] = await both(() =>
          stepRandom(seed, tf.scalar(step, "int32")).stream("latent").uniform(shape).dataSync()
        );
        assertEquals(actual, expected);
      }
    }
  });
}

testWebgpu("normal numbers are the same to the last places, and finite", async () => {
  const pair = await both(() => stepRandom(7, tf.scalar(3, "int32")).stream("x").normal([100_001]).dataSync());
  assert(differenceOf(pair) < 1e-6, `${differenceOf(pair)}`);
});

const PRECISE: Readonly<Record<string, [run: (x: Tensor) => Tensor, exact: (x: number) => number, low: number]>> = {
  sin: [tf.sin, Math.sin, -100],
  cos: [tf.cos, Math.cos, -100],
  log: [tf.log, Math.log, 1e-3],
};

for (const [name, [run, exact, low]] of Object.entries(PRECISE)) {
  testWebgpu(`${name} is right to the last places of float32`, () => {
    const x = Float32Array.from({ length: 20_001 }, (_, index) => low + (100 - low) * index / 20_000);
    (run(tf.tensor1d(x)).dataSync() as Float32Array).forEach((value, index) => {
      const expected = exact(x[index]!);
      assertAlmostEquals(value, expected, 2.5e-7 * Math.max(1, Math.abs(expected)), `of ${x[index]}`);
    });
  });
}

testWebgpu("the logarithm of numbers near 1 keeps its sign, and of others it is what JavaScript says", () => {
  const x = [1 - 2 ** -24, 1, 1 + 2 ** -23, 0, -1, Infinity, NaN, 2 ** -126, 3e38];
  const actual = tf.log(tf.tensor1d(x)).dataSync();
  assertEquals([actual[0]! < 0, actual[1], actual[2]! > 0], [true, 0, true]);
  x.slice(3).forEach((value, index) => {
    const expected = Math.log(value), found = actual[index + 3]!;
    if (Number.isFinite(expected)) assertAlmostEquals(found, expected, 1e-5);
    else assertEquals(found, expected);
  });
});

/** The gradients of a function's weighted sum, and those of its gradient's square. */
function derivatives(run: (...inputs: Tensor[]) => Tensor, shapes: readonly number[][], range: number[]): number[] {
  const inputs = spacedInputs(shapes, ...range);
  const weighted = (...xs: Tensor[]) => {
    const output = run(...xs);
    const weights = Float32Array.from({ length: output.size }, (_, index) => Math.cos(1.7 * index + 0.4));
    return output.add(output.square()).mul(tf.tensor(weights, output.shape)).sum();
  };
  const penalty = (...xs: Tensor[]) => tf.addN(tf.grads(weighted)(xs).map((gradient) => gradient.square().sum()));
  return [run(...inputs), ...tf.grads(weighted)(inputs), ...tf.grads(penalty)(inputs)]
    .flatMap((tensor) => Array.from(tensor.dataSync()));
}

for (const [name, shapes, run, range = []] of DIFFERENTIABLE_OPERATIONS) {
  testWebgpu(`${name}: values, first and second derivatives are those of plain JavaScript`, async () => {
    const difference = differenceOf(await both(() => derivatives(run, shapes, range)));
    assert(difference < 1e-4, `they differ by ${difference}`);
  });
}

testWebgpu("more tensors than one shader may read are added and joined, and nothing else is left", async () => {
  const pair = await both(() => {
    const tensors = Array.from({ length: 40 }, (_, index) => tf.range(0, 2000).mul(index).add(0.25));
    const before = tf.memory();
    const results = [tf.addN(tensors), tf.addN(tensors.slice(0, 8)), tf.concat(tensors), tf.stack(tensors, 1)];
    const after = tf.memory(), added = results.length;
    assertEquals([after.numTensors - before.numTensors, after.numDataBuffers - before.numDataBuffers], [added, added]);
    return results.flatMap((tensor) => [...tensor.dataSync()]);
  });
  assertEquals(differenceOf(pair) < 1e-6, true);
});

const BYTES = Uint8Array.from({ length: 26 }, (_, index) => (index * 11) % 256);

testWebgpu(
  "rows of bytes come by their numbers, also after others took their place; a row that is not there is NaN",
  () => {
    const count = tf.memory().numTensors;
    tf.tidy(() => {
      const table = uploadBytes(BYTES, [13, 2]);
      const rows = (...numbers: number[]) => Array.from(table.gather(tf.tensor1d(numbers, "int32")).dataSync());
      assertEquals(rows(12, 0, 1, 12), [8, 19, 0, 11, 22, 33, 8, 19]);
      assertEquals(rows(13, -1), [NaN, NaN, NaN, NaN]);
      const others = BYTES.slice(0, 6);
      table.replace(others);
      others.fill(0); // the table has a copy
      assertEquals(table.shape, [3, 2]);
      assertEquals([rows(2), rows(3)], [[44, 55], [NaN, NaN]]);
      assertThrows(() => table.replace(new Uint8Array(5)), RangeError, "must be a multiple of a row's, 2 for [2]");
      assertEquals(table.gather(tf.tensor1d([], "int32")).shape, [0, 2]);
      table.dispose();
    });
    assertEquals(tf.memory().numTensors, count);
  },
);

const OPTIMIZERS: Readonly<Record<string, OptimizerRecipe>> = {
  adam: adam(0.1, { beta1: 0.5 }),
  rmsprop: rmsprop(0.1, { momentum: 0.4 }),
  sgd: sgd(0.1),
};

for (const [name, recipe] of Object.entries(OPTIMIZERS)) {
  testWebgpu(`ten updates by ${name} are those of plain JavaScript, and leave no tensors behind`, async () => {
    const pair = await both(() => {
      const variables = spacedInputs([[40, 50], [3]]).map((value) => tf.variable(value));
      const optimizer = recipe.create(variables);
      const update = () =>
        tf.tidy(() => optimizer.apply(variables.map((variable) => variable.sin().add(0.1)), tf.scalar(0.1)));
      update();
      const before = tf.memory().numTensors;
      for (let count = 1; count < 10; count++) update();
      assertEquals(tf.memory().numTensors, before);
      const values = [...variables, ...Object.values(optimizer.slots)].flatMap((value) => [...value.dataSync()]);
      tf.dispose(variables);
      optimizer.dispose();
      return values;
    });
    assert(differenceOf(pair) < 1e-5, `${differenceOf(pair)}`);
  });
}

testWebgpu("steps run operation by operation, give every step's values, and leave no tensors behind", async () => {
  const count = tf.memory().numTensors;
  const counter = stateVariable(() => tf.scalar(0, "int32")), decisions: string[] = [];
  const step = new CompiledStep(([by]) => {
    counter.assign(counter.add(tf.scalar(1, "int32")));
    return { number: counter, scaled: counter.toFloat().mul(by!) };
  }, { mode: "graph", onDecision: ({ mode, reason }) => decisions.push(mode, reason) });
  const by = tf.scalar(0.5);
  assertEquals([...await step.run([by], 3)], [1, 0.5, 2, 1, 3, 1.5]);
  assertEquals([...await step.run([by], 1)], [4, 2]);
  assertEquals(step.outputNames, ["number", "scaled"]);
  assertEquals(decisions, ["off", "the webgpu backend runs operation by operation"]);
  step.dispose();
  tf.dispose([counter, by]);
  assertEquals(tf.memory().numTensors, count);
});

testWebgpu("only the first step's values are looked into, as each look waits for the device", async () => {
  const found: (number | undefined)[] = [];
  const step = new CompiledStep(() => {
    found.push(notFinite(tf.scalar(NaN)));
    return { done: tf.scalar(1) };
  });
  await step.run([], 2);
  assertEquals(found, [NaN, undefined]);
  assertEquals(notFinite(tf.scalar(NaN)), NaN);
});

testWebgpu("a tensor that is too large for the device is refused", () => {
  const { limits } = (tf.backend() as unknown as { readonly device: GPUDevice }).device;
  const length = Math.floor(limits.maxStorageBufferBindingSize / 4) + 1;
  const one = tf.ones([2000]).add(0); // on the device
  assertThrows(
    () => tf.tidy(() => one.slice([0], [1]).broadcastTo([length]).dataSync()),
    RangeError,
    `its bytes must be at most ${limits.maxStorageBufferBindingSize}: current value is ${4 * length}`,
  );
  one.dispose();
});

/** Runs a program in a process of its own. */
async function evaluate(program: string): Promise<string> {
  const start = `import { startCompute } from ${JSON.stringify(import.meta.resolve("./compute.ts"))};
    import * as tf from "@tensorflow/tfjs";
    const messageOf = (run) => run().then((value) => value.backend, (error) => error.name + ": " + error.message);`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", `${start}\n${program}`],
    cwd: new URL("../..", import.meta.url).pathname,
  }).output();
  return new TextDecoder().decode(stdout).trim();
}

Deno.test({
  name: "webgpu, where there is an adapter: tensorflow is refused in its process, and it in that of tensorflow",
  ignore,
  fn: async () => {
    for (const [first, second] of [["webgpu", "tensorflow"], ["tensorflow", "webgpu"]]) {
      const printed = await evaluate(`
        if (await messageOf(() => startCompute({ backend: "${first}" })) === "${first}") {
          console.log(await messageOf(() => startCompute({ backend: "${second}" })));
          console.log(await messageOf(() => startCompute()));
        }`);
      if (first === "tensorflow" && printed === "") continue; // there is no libtensorflow here
      const [refusal = "", kept] = printed.split("\n");
      assert(refusal.includes(`Cannot start the backend ${second} as it must have a process of its own`), refusal);
      assertEquals(kept, first);
    }
  },
});

Deno.test("without an adapter webgpu is refused with the remedy", async () => {
  const text = await evaluate(`
    Object.defineProperty(navigator, "gpu", { value: { requestAdapter: () => Promise.resolve(null) } });
    console.log(await messageOf(() => startCompute({ backend: "webgpu" })));`);
  assert(text.startsWith("WebgpuError: Cannot start the backend webgpu as there must be a GPU"), text);
  assert(text.includes("Remedy: "), text);
});

Deno.test({
  name: "webgpu, where there is an adapter: what the device refuses is thrown when a value is read next",
  ignore,
  fn: async () => {
    const printed = await evaluate(`await startCompute({ backend: "webgpu" });
      tf.backend().device.createBuffer({ size: 2 ** 50, usage: GPUBufferUsage.STORAGE });
      await new Promise((resolve) => setTimeout(resolve, 20));
      const value = tf.ones([2000]).add(1);
      try { value.dataSync() } catch (error) { console.log(error.message) }
      try { await value.data() } catch (error) { console.log(error.message) }`);
    const lines = printed.split("\n");
    assertEquals(lines.length, 2);
    for (const line of lines) {
      assert(line.startsWith("Cannot compute with WebGPU on ") && /size|large/i.test(line), line);
    }
  },
});
