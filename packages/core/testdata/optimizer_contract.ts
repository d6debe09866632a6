import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { CompiledStep } from "../compiled_step.ts";
import { startCompute } from "../compute.ts";
import type { Optimizer, OptimizerRecipe } from "../optimizer.ts";
import type { Tensor, Variable } from "../tensor.ts";
import type { TensorflowBackend } from "../tensorflow_backend.ts";

/** One entry's update in float64: takes its value, its gradient and the learning rate, and gives the new value; it may remember. */
export type ClosedForm = (value: number, gradient: number, rate: number) => number;

/** What every optimizer's tests need to know of it. */
export interface OptimizerCase {
  readonly create: () => OptimizerRecipe;
  /** Makes the closed form of one entry. */
  readonly closedForm: () => ClosedForm;
}

const SHAPES: readonly number[][] = [[], [3], [2, 4]];
const UPDATES = 12;
const RATES = [0.1, 0.1, 0.05, 0.2];

const sizeOf = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);
const valueAt = (variable: number, entry: number) => Math.fround(Math.sin(1 + variable + 1.3 * entry));
/** Gradients of very different sizes, also zero. */
const gradientAt = (variable: number, entry: number, update: number) =>
  update % 5 === 4 ? 0 : Math.fround(Math.cos(2 * variable + 0.7 * entry + 1.1 * update) * 10 ** ((entry % 5) - 2));
const rateAt = (update: number) => Math.fround(RATES[update % RATES.length]!);

const tensor = (shape: number[], at: (entry: number) => number): Tensor =>
  tf.tensor(Float32Array.from({ length: sizeOf(shape) }, (_, entry) => at(entry)), shape);

const createVariables = (): Variable[] =>
  SHAPES.map((shape, index) => tf.variable(tensor(shape, (entry) => valueAt(index, entry))));

function update(optimizer: Optimizer, at: number): void {
  tf.tidy(() =>
    optimizer.apply(
      SHAPES.map((shape, index) => tensor(shape, (entry) => gradientAt(index, entry, at))),
      tf.scalar(rateAt(at)),
    )
  );
}

const bits = (variables: readonly Variable[]): number[][] =>
  variables.map((variable) => Array.from(new Int32Array((variable.dataSync() as Float32Array).slice().buffer)));

/** Tests what holds for every optimizer, with several settings each. */
export function testOptimizer(cases: Readonly<Record<string, OptimizerCase>>): void {
  for (const [name, { create, closedForm }] of Object.entries(cases)) {
    for (const backend of ["cpu", "tensorflow"] as const) {
      Deno.test(`${name} on ${backend}: ${UPDATES} updates are those of the formula in float64`, async () => {
        await startCompute({ backend });
        const variables = createVariables(), optimizer = create().create(variables);
        const formulas = SHAPES.map((shape) => Array.from({ length: sizeOf(shape) }, closedForm));
        const expected = SHAPES.map((shape, index) =>
          Array.from({ length: sizeOf(shape) }, (_, entry) => valueAt(index, entry))
        );
        for (let at = 0; at < UPDATES; at++) {
          update(optimizer, at);
          variables.forEach((variable, index) =>
            variable.dataSync().forEach((value, entry) => {
              const formula = formulas[index]![entry]!, values = expected[index]!;
              values[entry] = formula(values[entry]!, gradientAt(index, entry, at), rateAt(at));
              // float32 knows 1 - beta2 to some five digits
              assertAlmostEquals(value, values[entry]!, 1e-5 * Math.max(1, Math.abs(values[entry]!)), `update ${at}`);
            })
          );
        }
        tf.dispose(variables);
        optimizer.dispose();
      });

      Deno.test(`${name} on ${backend}: an optimizer with another's slots continues to the same bits`, async () => {
        await startCompute({ backend });
        const variables = createVariables(), optimizer = create().create(variables);
        for (let at = 0; at < 3; at++) update(optimizer, at);
        const copies = variables.map((variable) => tf.variable(variable)), resumed = create().create(copies);
        assertEquals(Object.keys(resumed.slots), Object.keys(optimizer.slots));
        for (const [slot, value] of Object.entries(optimizer.slots)) resumed.slots[slot]!.assign(value);
        for (let at = 3; at < 6; at++) {
          update(optimizer, at);
          update(resumed, at);
        }
        assertEquals(bits(copies), bits(variables));
        assertEquals(bits(Object.values(resumed.slots)), bits(Object.values(optimizer.slots)));
      });

      Deno.test(`${name} on ${backend}: updates keep no tensors, and dispose frees the slots`, async () => {
        await startCompute({ backend });
        const native = backend === "tensorflow" ? (tf.backend() as TensorflowBackend).native : undefined;
        const variables = createVariables(), counts = () => [tf.memory().numTensors, native?.getNumOfTensors()];
        variables.forEach((variable) => variable.add(0).dispose()); // is on the device from now on
        const without = tf.memory().numTensors, optimizer = create().create(variables);
        update(optimizer, 0);
        bits([...variables, ...Object.values(optimizer.slots)]); // and so are the slots
        update(optimizer, 1);
        bits([...variables, ...Object.values(optimizer.slots)]);
        const before = counts();
        for (let at = 2; at < 5; at++) update(optimizer, at);
        bits([...variables, ...Object.values(optimizer.slots)]);
        assertEquals(counts(), before);
        optimizer.dispose();
        assertEquals(tf.memory().numTensors, without);
        tf.dispose(variables);
      });
    }

    Deno.test(`${name}: compiled steps give the bits of eager ones, with a learning rate from outside`, async () => {
      await startCompute({ backend: "tensorflow" });
      const run = async (mode: "graph" | "off") => {
        const variables = createVariables(), optimizer = create().create(variables);
        const step = new CompiledStep(([rate]) => {
          const gradients = variables.map((variable) => variable.sin().add(0.1) as Tensor);
          optimizer.apply(gradients, rate!);
          return { first: variables[0]! };
        }, { mode });
        const rows: number[] = [];
        for (let at = 0; at < UPDATES; at++) rows.push(...await step.run([tf.scalar(rateAt(at))], 2));
        const result = [rows, bits(variables), bits(Object.values(optimizer.slots))];
        step.dispose();
        return result;
      };
      assertEquals(await run("graph"), await run("off"));
    });
  }
}

/** Tests that settings out of range are refused by name. */
export function testSettings(refusals: Readonly<Record<string, () => unknown>>): void {
  for (const [message, create] of Object.entries(refusals)) {
    Deno.test(message, () => void assertThrows(create, RangeError, message));
  }
}
