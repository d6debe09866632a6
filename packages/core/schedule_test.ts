import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { CompiledStep } from "./compiled_step.ts";
import { startCompute } from "./compute.ts";
import { cosine } from "./cosine_schedule.ts";
import { exponential } from "./exponential_schedule.ts";
import { linear } from "./linear_schedule.ts";
import { describeSchedule, type Schedule, scheduleAt, type ScheduledNumber } from "./schedule.ts";
import { stepwise } from "./stepwise_schedule.ts";
import type { Tensor } from "./tensor.ts";
import { RUN_STEPS, SCHEDULES } from "./testdata/schedules.ts";
import { warmup } from "./warmup_schedule.ts";

const { backend } = await startCompute();

function valueAt(schedule: Schedule, step: number): number {
  return tf.tidy(() => {
    const value = scheduleAt(schedule, tf.scalar(step, "int32"), RUN_STEPS);
    assertEquals([value.dtype, value.rank], ["float32", 0]);
    return value.dataSync()[0]!;
  });
}

const halving = (step: Tensor, runSteps: number): Tensor => tf.pow(0.5, step.div(runSteps));
const HALVED = { 0: 1, 5: Math.SQRT1_2, 10: 0.5, 20: 0.25 };
const CASES: typeof SCHEDULES = [
  ...SCHEDULES,
  [halving, "a function of the step (halving)", HALVED],
  [warmup(2, halving), "warmup(2, a function of the step (halving))", { ...HALVED, 0: 0.5 }],
  [(() => (step: Tensor) => step.greater(3))(), "a function of the step", { 3: 0, 4: 1 }],
  [(() => (step: Tensor) => step.div(tf.scalar(2, "int32")))(), "a function of the step", { 3: 1.5, 4: 2 }], // no whole steps
];

for (const name of new Set(["cpu", backend])) {
  for (const [schedule, description, values, range] of CASES) {
    Deno.test(`${name}: the schedule ${description} has its values, and leaves behind nothing else`, async () => {
      await tf.setBackend(name);
      assertEquals(String(describeSchedule(schedule)), description);
      assertEquals((schedule as Partial<ScheduledNumber>).range, range);
      for (const [step, value] of Object.entries(values)) {
        assertAlmostEquals(valueAt(schedule, Number(step)) / (value || 1), value && 1, 1e-6);
      }
      const step = tf.scalar(1, "int32"), count = tf.memory().numTensors;
      const value = typeof schedule === "object" ? schedule.at(step, RUN_STEPS) : scheduleAt(schedule, step, RUN_STEPS);
      assertEquals(tf.memory().numTensors, count + 1);
      tf.dispose([step, value]);
    });
  }
}

for (const [schedule, description, , range] of CASES) {
  if (!range) continue;
  Deno.test(`the schedule ${description} stays in its range`, async () => {
    await startCompute();
    const [least, most] = range.map(Math.fround) as [number, number];
    const values = Array.from(
      { length: 1001 },
      (_, step) => tf.tidy(() => scheduleAt(schedule, tf.scalar(step, "int32"), 1000).dataSync()[0]!),
    );
    const rounding = 1 + 2e-7;
    for (const value of values) {
      assert(Math.sign(value) >= Math.sign(least) && Math.sign(value) <= Math.sign(most), `${value}`);
      assert(value >= least - Math.abs(least) * (rounding - 1) && value <= most + Math.abs(most) * (rounding - 1));
    }
  });
}

for (const [schedule, to] of [[cosine(7, 0.1), 0.1], [exponential(7, 0.1), 0.1], [linear(7, 0.1), 0.1]] as const) {
  Deno.test(`${schedule.name} reaches ${to} to the bit and stays there`, async () => {
    await startCompute();
    for (const step of [10, 11, 1_000_000]) assertEquals(valueAt(schedule, step), Math.fround(to));
  });
}

Deno.test("every schedule gives the same bits compiled and step by step", async () => {
  await startCompute();
  const counter = tf.variable(tf.scalar(0, "int32"), false), before = tf.memory().numTensors;
  const compiled = new CompiledStep(() => {
    const outputs = Object.fromEntries(
      CASES.map(([schedule], index) => [index, scheduleAt(schedule, counter, RUN_STEPS)]),
    );
    counter.assign(counter.add(tf.scalar(1, "int32")));
    return outputs;
  }, { mode: "graph" });
  const steps = Array.from({ length: 12 }, (_, step) => step);
  const eager = steps.flatMap((step) => CASES.map(([schedule]) => valueAt(schedule, step)));
  assertEquals([...await compiled.run([], steps.length)], eager);
  compiled.dispose();
  assertEquals(tf.memory().numTensors, before);
  counter.dispose();
});

const NO_SCALARS: readonly (readonly [Schedule, string])[] = [
  [(() => 0.5) as never, "0.5, from a function of the step"],
  [(() => undefined) as never, "undefined, from a function of the step"],
  [(step) => step.reshape([1]), "a tensor of shape [1], from a function of the step"],
  [{ name: "mine", at: (step) => tf.stack([step, step]) }, "a tensor of shape [2], from mine"],
];

for (const [schedule, found] of NO_SCALARS) {
  Deno.test(`a schedule function must not return ${found}`, () => {
    assertThrows(
      () => valueAt(schedule, 1),
      TypeError,
      `a schedule function must return a scalar tensor computed by tensor operations: current value is ${found}`,
    );
  });
}

const BAD: readonly (readonly [string, () => unknown])[] = [
  ["steps must be a positive integer: current value is 0", () => linear(1, 0, 0)],
  ["from and to must be finite numbers: current values are NaN and 0", () => linear(NaN, 0, 5)],
  ["steps must be a positive integer: current value is 0.5", () => cosine(1, 0, 0.5)],
  ["from and to must be finite numbers: current values are 1 and Infinity", () => cosine(1, Infinity)],
  ["from and to must be positive: current values are 1 and 0", () => exponential(1, 0)],
  ["from and to must be positive: current values are -1 and -0.1", () => exponential(-1, -0.1)],
  ["from and to must be finite numbers: current values are NaN and 1", () => exponential(NaN, 1)],
  ["the first value's step must be 0: current value is undefined", () => stepwise([])],
  ["the first value's step must be 0: current value is 1", () => stepwise([[1, 0.1]])],
  ["steps must be rising integers: current value is [0,5,5]", () => stepwise([[0, 1], [5, 2], [5, 3]])],
  ["steps must be rising integers: current value is [0,2.5]", () => stepwise([[0, 1], [2.5, 2]])],
  ["steps must be rising integers: current value is [0,NaN]", () => stepwise([[0, 1], [NaN, 2]])],
  ["steps must be rising integers: current value is [0,2147483648]", () => stepwise([[0, 1], [2 ** 31, 2]])],
  ["values must be finite numbers: current value is NaN", () => stepwise([[0, NaN]])],
];

for (const [message, make] of BAD) {
  Deno.test(`refused: ${message}`, () => void assertThrows(make, RangeError, `Cannot schedule as ${message}`));
}

Deno.test("a warm-up of no whole number of steps is refused", () => {
  assertThrows(
    () => warmup(1.5, 1),
    RangeError,
    "Cannot schedule warm-up as steps must be a positive integer: current",
  );
});
