import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startCompute } from "./compute.ts";
import { guarded } from "./guards.ts";
import { recordStep, type Step } from "./record_step.ts";
import type { TensorflowBackend } from "./tensorflow_backend.ts";

/** What a step must not do, how the error begins and what it advises. */
interface Refusal {
  readonly run: () => unknown;
  readonly message: string;
  readonly remedy: string;
}

const outside = () => tf.keep(tf.tensor1d([1, 2, 3]));

async function started(): Promise<TensorflowBackend> {
  await startCompute({ backend: "tensorflow" });
  return tf.backend() as TensorflowBackend;
}

const RANDOM = "use random.uniform() or random.normal() of the step instead";

const REFUSALS: Readonly<Record<string, () => Refusal>> = {
  "Math.random()": () => ({ run: () => Math.random(), message: "Cannot call Math.random()", remedy: RANDOM }),
  "tf.randomNormal": () => ({ run: () => tf.randomNormal([2]), message: "Cannot call", remedy: RANDOM }),
  "tf.randomNormal with a seed": () => ({
    run: () => tf.randomNormal([2], 0, 1, "float32", 7),
    message: "Cannot call tf.randomNormal",
    remedy: RANDOM,
  }),
  "tf.randomUniform with a seed": () => ({
    run: () => tf.randomUniform([2], 0, 1, "float32", 7),
    message: "Cannot call tf.randomUniform",
    remedy: RANDOM,
  }),
  "tf.truncatedNormal with a seed": () => ({
    run: () => tf.truncatedNormal([2], 0, 1, "float32", 7),
    message: "Cannot call tf.truncatedNormal",
    remedy: RANDOM,
  }),
  "tf.dropout with a seed": () => ({
    run: () => tf.dropout(tf.ones([4]), 0.5, undefined, 7),
    message: "Cannot call tf.",
    remedy: RANDOM,
  }),
  "tf.multinomial": () => ({
    run: () => tf.multinomial(tf.tensor1d([0.2, 0.8]), 3, 7),
    message: "Cannot call tf.multinomial",
    remedy: RANDOM,
  }),
  "reading a value": () => ({
    run: () => tf.scalar(1).add(1).dataSync(),
    message: "Cannot read a tensor's values inside a compiled step",
    remedy: "return the tensor from the step",
  }),
  "disposing a tensor from outside": () => {
    const tensor = outside();
    return {
      run: () => tensor.dispose(),
      message: "Cannot dispose a tensor from outside",
      remedy: "dispose it after the last step",
    };
  },
  "disposing a variable": () => {
    const variable = tf.variable(tf.scalar(1));
    return {
      run: () => variable.dispose(),
      message: "Cannot dispose a variable",
      remedy: "dispose it after the last step",
    };
  },
  "creating a variable": () => ({
    run: () => tf.variable(tf.scalar(1)),
    message: "Cannot create a variable",
    remedy: "create it before the step and assign to it inside",
  }),
  "recording another step": () => ({
    run: () => recordStep(tf.backend() as TensorflowBackend, () => ({ one: tf.scalar(1) }), []),
    message: "Cannot compile a step inside of a step",
    remedy: "only one can be recorded at a time",
  }),
};

for (const [name, refusal] of Object.entries(REFUSALS)) {
  Deno.test(`a compiled step refuses ${name} and says what to do instead`, async () => {
    const backend = await started();
    const { run, message, remedy } = refusal();
    const step: Step = () => {
      run();
      return { one: tf.scalar(1) };
    };
    const error = assertThrows(() => recordStep(backend, step, []), Error);
    assert(error.message.startsWith(message), error.message);
    assert(error.message.includes(remedy), error.message);
  });

  Deno.test(`after refusing ${name} all is as before`, async () => {
    const backend = await started();
    const mathRandom = Math.random;
    const variable = tf.variable(tf.tensor1d([1, 2]));
    const { run } = refusal();
    // what was never used is uploaded by the recording, once
    Object.values(tf.engine().registeredVariables).forEach((each) => backend.tensorId(each));
    const before = [tf.memory().numTensors, backend.native.getNumOfTensors()];
    const step: Step = () => {
      variable.assign(variable.mul(2));
      run();
      return { one: tf.scalar(1) };
    };
    assertThrows(() => recordStep(backend, step, []));
    assertEquals(Array.from(variable.dataSync()), [1, 2]);
    assert(Math.random === mathRandom);
    assertEquals([tf.memory().numTensors, backend.native.getNumOfTensors()], before);
    const fresh = tf.variable(tf.randomNormal([2]));
    fresh.dispose();
    assert(fresh.isDisposed);
    variable.dispose();
  });
}

Deno.test("inside of a step one's own tensors may be disposed, and variables assigned to", async () => {
  const backend = await started();
  const variable = tf.variable(tf.scalar(3));
  const recording = recordStep(backend, () => {
    const square = variable.square();
    variable.assign(square);
    square.dispose();
    return { value: variable.add(1) };
  }, []);
  assertEquals(recording.outputs.map(({ name }) => name), ["value"]);
  assertEquals(variable.dataSync()[0], 3);
  variable.dispose();
});

Deno.test("guarded passes on what the function gives and what it throws", async () => {
  await started();
  assertEquals(guarded(() => 7), 7);
  const mine = new TypeError("mine");
  assertEquals(
    assertThrows(() =>
      guarded(() => {
        throw mine;
      })
    ),
    mine,
  );
});
