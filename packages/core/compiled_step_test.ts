import { assert, assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { adam } from "./adam.ts";
import { type CompileDecision, CompiledStep, type CompileMode } from "./compiled_step.ts";
import { startCompute } from "./compute.ts";
import type { Step } from "./record_step.ts";
import type { Tensor, Variable } from "./tensor.ts";
import type { TensorflowBackend } from "./tensorflow_backend.ts";
import { type Built, STEPS } from "./testdata/steps.ts";

async function started(): Promise<TensorflowBackend> {
  await startCompute({ backend: "tensorflow" });
  return tf.backend() as TensorflowBackend;
}

/** The bits of all variables. */
function bitsOf(variables: readonly Variable[]): number[][] {
  return variables.map((variable) => {
    const values = variable.dataSync();
    return Array.from(values instanceof Float32Array ? new Int32Array(values.slice().buffer) : values);
  });
}

/** Runs freshly built steps, in calls of so many steps each; gives the rows of outputs and the variables afterwards. */
async function runs(
  { step, variables }: Built,
  mode: CompileMode,
  calls: readonly number[],
): Promise<{ rows: number[]; bits: number[][] }> {
  const compiled = new CompiledStep(step, { mode });
  const rows: number[] = [];
  for (const steps of calls) rows.push(...await compiled.run([], steps));
  const bits = bitsOf(variables);
  compiled.dispose();
  return { rows, bits };
}

const TWENTY = Array<number>(20).fill(1);

for (const [name, build] of Object.entries(STEPS)) {
  Deno.test(`compiled as a graph, ${name}: 20 steps give the bits of the eager ones`, async () => {
    await started();
    assertEquals(await runs(build(), "graph", TWENTY), await runs(build(), "off", TWENTY));
  });

  Deno.test(`compiled as a graph, ${name}: many steps in a call give the bits of as many calls`, async () => {
    await started();
    assertEquals(await runs(build(), "graph", [7, 1, 12]), await runs(build(), "graph", TWENTY));
  });

  Deno.test(`compiled by XLA, ${name}: 5 steps give the graph's values`, async () => {
    await started();
    const xla = await runs(build(), "xla", [5]), graph = await runs(build(), "graph", [5]);
    xla.rows.forEach((value, index) => {
      const expected = graph.rows[index]!;
      assertAlmostEquals(value, expected, 1e-4 * Math.max(1, Math.abs(expected)));
    });
  });
}

function counting(): { step: Step; counter: Variable } {
  const counter = tf.variable(tf.scalar(0));
  const step: Step = () => {
    counter.assign(counter.add(1));
    return { counter };
  };
  return { step, counter };
}

Deno.test("outputs come as a table of one row a step, in the order in which the step names them", async () => {
  await started();
  const { step, counter } = counting();
  const compiled = new CompiledStep(() => {
    const { counter } = step([]);
    return {
      zebra: counter!.mul(10),
      ape: counter!.add(0.5),
      one: tf.tensor2d([[1]]),
      whole: counter!.cast("int32"),
      yes: counter!.greater(2),
    };
  }, { mode: "graph" });
  const table = await compiled.run([], 3);
  assertEquals(compiled.outputNames, ["zebra", "ape", "one", "whole", "yes"]);
  assertEquals(Array.from(table), [10, 1.5, 1, 1, 0, 20, 2.5, 1, 2, 0, 30, 3.5, 1, 3, 1]);
  assertEquals(counter.dataSync()[0], 3);
});

Deno.test("another shape of the inputs compiles anew and goes on with the same variables", async () => {
  await started();
  const total = tf.variable(tf.scalar(0));
  let recorded = 0;
  const compiled = new CompiledStep(([x]) => {
    recorded++;
    total.assign(total.add(x!.sum()));
    return { total };
  }, { mode: "graph" });
  assertEquals(Array.from(await compiled.run([tf.tensor1d([1, 2])], 2)), [3, 6]);
  assertEquals(Array.from(await compiled.run([tf.tensor1d([10, 20])], 1)), [36]);
  assertEquals(recorded, 1);
  assertEquals(Array.from(await compiled.run([tf.tensor1d([1, 1, 1])], 1)), [39]);
  assertEquals(recorded, 2);
  assertEquals(Array.from(await compiled.run([tf.tensor1d([1, 2], "int32")], 1)), [42]);
  assertEquals(recorded, 3);
});

Deno.test("what the host assigns between calls is seen, and it reads what the steps computed", async () => {
  await started();
  const { step, counter } = counting();
  const compiled = new CompiledStep(step, { mode: "graph" });
  assertEquals(Array.from(await compiled.run([], 2)), [1, 2]);
  assertEquals(counter.dataSync()[0], 2);
  assertEquals(Array.from(await compiled.run([], 1)), [3]);
  counter.assign(tf.scalar(100));
  assertEquals(counter.dataSync()[0], 100);
  assertEquals(Array.from(await compiled.run([], 1)), [101]);
  const sum = counter.add(1000);
  assertEquals(sum.dataSync()[0], 1101);
  assertEquals(Array.from(await compiled.run([], 2)), [102, 103]);
  assertEquals(sum.dataSync()[0], 1101);
});

Deno.test("a tensor that the host took of a variable keeps its value while steps change the variable", async () => {
  await started();
  const { step, counter } = counting();
  const compiled = new CompiledStep(step, { mode: "graph" });
  await compiled.run([], 1);
  const copy = counter.clone(), other = tf.variable(counter);
  await compiled.run([], 5);
  assertEquals([copy.dataSync()[0], other.dataSync()[0], counter.dataSync()[0]], [1, 1, 6]);
});

Deno.test("variables that a step does not touch stay as they are", async () => {
  const backend = await started();
  const { step } = counting();
  const untouched = tf.variable(tf.tensor1d([1, 2]));
  const compiled = new CompiledStep(step, { mode: "graph" });
  await compiled.run([], 3);
  const id = backend.tensorId(untouched);
  await compiled.run([], 3);
  assertEquals(backend.tensorId(untouched), id);
  assertEquals(Array.from(untouched.dataSync()), [1, 2]);
});

Deno.test("a captured tensor may be disposed between calls", async () => {
  await started();
  const w = tf.variable(tf.scalar(1)), factor = tf.keep(tf.scalar(3));
  const compiled = new CompiledStep(() => {
    w.assign(w.mul(factor));
    return { w };
  }, { mode: "graph" });
  await compiled.run([], 1);
  factor.dispose();
  assertEquals(Array.from(await compiled.run([], 2)), [9, 27]);
});

Deno.test("a step gains no tensors, and disposing gives back what was captured", async () => {
  const { native } = await started();
  const { step } = STEPS["a convolutional network with batch normalization"]!();
  const compiled = new CompiledStep(step, { mode: "graph" });
  const beforeAll = native.getNumOfTensors();
  await compiled.run([], 1);
  await compiled.run([], 1);
  const before = [tf.memory().numTensors, tf.memory().numDataBuffers, native.getNumOfTensors()];
  for (let call = 0; call < 20; call++) await compiled.run([], 3);
  assertEquals([tf.memory().numTensors, tf.memory().numDataBuffers, native.getNumOfTensors()], before);
  compiled.dispose();
  assert(native.getNumOfTensors() < before[2]!, `${beforeAll} before, ${native.getNumOfTensors()} after`);
});

Deno.test("an eager step gains no tensors either", async () => {
  const { native } = await started();
  for (const build of Object.values(STEPS)) {
    const compiled = new CompiledStep(build().step, { mode: "off" });
    await compiled.run([], 2);
    const before = [tf.memory().numTensors, native.getNumOfTensors()];
    await compiled.run([], 5);
    assertEquals([tf.memory().numTensors, native.getNumOfTensors()], before);
  }
});

Deno.test("after disposing, a step compiles anew", async () => {
  await started();
  const { step, counter } = counting();
  const compiled = new CompiledStep(step, { mode: "graph" });
  await compiled.run([], 2);
  compiled.dispose();
  assertEquals(Array.from(await compiled.run([], 1)), [3]);
  assertEquals(counter.dataSync()[0], 3);
});

async function decisionsOf(
  step: Step,
  mode: CompileMode,
  calls = 2,
): Promise<{ decisions: CompileDecision[]; rows: number[] }> {
  const decisions: CompileDecision[] = [];
  const compiled = new CompiledStep(step, { mode, onDecision: (decision) => decisions.push(decision) });
  const rows: number[] = [];
  for (let call = 0; call < calls; call++) rows.push(...await compiled.run([], 1));
  assertEquals(compiled.decision, decisions[0]);
  return { decisions, rows };
}

Deno.test("auto times graph and XLA, says once which it takes, and leaves no trace of its trials", async () => {
  await started();
  const { step, variables } = STEPS["a Wasserstein GAN with a gradient penalty"]!();
  const { decisions } = await decisionsOf(step, "auto");
  assertEquals(decisions.length, 1);
  const { mode, reason, nodeCount } = decisions[0]!;
  assert(mode === "graph" || mode === "xla");
  assert(/^[\d.]+ ms a step with XLA, [\d.]+ ms as a graph$/.test(reason), reason);
  assert(nodeCount > 100);
  assertEquals(variables.find(({ dtype }) => dtype === "int32")!.dataSync()[0], 2);
});

Deno.test("auto takes the graph for convolutions on a CPU without trying XLA", async () => {
  const { native } = await started();
  if (native.isUsingGpuDevice()) return;
  const { decisions } = await decisionsOf(STEPS["a convolutional network with batch normalization"]!().step, "auto");
  assertEquals(decisions.map(({ mode }) => mode), ["graph"]);
  assert(decisions[0]!.reason.includes("convolutions"), decisions[0]!.reason);
});

Deno.test("where XLA refuses an operation, the step runs as a graph and says so once", async () => {
  await started();
  for (const mode of ["auto", "xla"] as const) {
    const { step } = counting();
    const { decisions, rows } = await decisionsOf(() => {
      const { counter } = step([]);
      const images = tf.ones([1, 2, 2, 1]).mul(counter!) as tf.Tensor4D, boxes = tf.tensor2d([[0, 0, 1, 1]]);
      return {
        counter: counter!,
        cropped: tf.image.cropAndResize(images, boxes, tf.tensor1d([0], "int32"), [2, 1]).mean(),
      };
    }, mode);
    assertEquals(decisions.length, 1);
    assertEquals(decisions[0]!.mode, "graph");
    assert(decisions[0]!.reason.startsWith("XLA refuses the step: "), decisions[0]!.reason);
    assert(decisions[0]!.reason.includes("CropAndResize"), decisions[0]!.reason);
    assertEquals(rows, [1, 1, 2, 2]);
  }
});

Deno.test("what was asked for is what is decided", async () => {
  await started();
  for (const mode of ["graph", "xla", "off"] as const) {
    const { decisions, rows } = await decisionsOf(counting().step, mode);
    assertEquals(decisions.map(({ mode, reason }) => [mode, reason]), [[mode, "asked for"]]);
    assertEquals(rows, [1, 2]);
  }
});

Deno.test("on the plain backend a step runs operation by operation and says why", async () => {
  await startCompute({ backend: "cpu" });
  const { decisions, rows } = await decisionsOf(counting().step, "auto");
  assertEquals(decisions, [{ mode: "off", reason: "the cpu backend runs operation by operation", nodeCount: 0 }]);
  assertEquals(rows, [1, 2]);
});

Deno.test("a number of steps that cannot be run is refused", async () => {
  await started();
  assertThrows(
    () => new CompiledStep(counting().step, { mostSteps: 0 }),
    RangeError,
    "Cannot compile step as mostSteps must be a positive integer: current value is 0",
  );
  const compiled = new CompiledStep(counting().step, { mostSteps: 10 });
  for (const steps of [0, 11, 1.5, NaN]) {
    await assertRejects(
      () => compiled.run([], steps),
      RangeError,
      `Cannot run step as steps must be an integer from 1 to 10: current value is ${steps}`,
    );
  }
});

Deno.test("an output that is no scalar is refused", async () => {
  await started();
  const compiled = new CompiledStep(() => ({ pair: tf.tensor1d([1, 2]) as Tensor }), { mode: "graph" });
  await assertRejects(() => compiled.run([], 1), TypeError, `its output "pair" must be a scalar: current shape is [2]`);
});

Deno.test("a learning rate that comes as an input changes without compiling anew", async () => {
  await started();
  const w = tf.variable(tf.scalar(1)), optimizer = adam(0.1).create([w]);
  let recorded = 0;
  const compiled = new CompiledStep(([rate]) => {
    recorded++;
    optimizer.apply([tf.scalar(1)], rate!);
    return { w };
  }, { mode: "graph" });
  const [first] = await compiled.run([tf.scalar(0.5)], 1), [second] = await compiled.run([tf.scalar(0.25)], 1);
  // Adam moves by the learning rate where the gradient stays the same
  assertAlmostEquals(first!, 0.5, 1e-5);
  assertAlmostEquals(second!, 0.25, 1e-5);
  assertEquals(recorded, 1);
});
