import { assertEquals } from "@std/assert";
import { adam, type AdamOptions } from "./adam.ts";
import { linear } from "./linear_schedule.ts";
import { type ClosedForm, testOptimizer, testSettings } from "./testdata/optimizer_contract.ts";

/** Adam as its paper states it, with epsilon as in Keras. */
function formula({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 }: AdamOptions = {}): ClosedForm {
  let mean = 0, square = 0, updates = 0;
  return (value, gradient, rate) => {
    updates++;
    mean = beta1 * mean + (1 - beta1) * gradient;
    square = beta2 * square + (1 - beta2) * gradient ** 2;
    const corrected = rate * Math.sqrt(1 - beta2 ** updates) / (1 - beta1 ** updates);
    return value - corrected * mean / (Math.sqrt(square) + epsilon);
  };
}

const of = (options?: AdamOptions) => ({ create: () => adam(0.1, options), closedForm: () => formula(options) });

testOptimizer({
  "adam": of(),
  "adam for a DCGAN": of({ beta1: 0.5 }),
  "adam without momentum": of({ beta1: 0, beta2: 0.9 }),
  "adam with a large epsilon": of({ epsilon: 0.1 }),
});

testSettings({
  "Cannot create adam as learningRate must be a positive number: current value is 0": () => adam(0),
  "Cannot create adam as learningRate must be a positive number: current value is -1": () => adam(-1),
  "Cannot create adam as learningRate must be a positive number: current value is NaN": () => adam(NaN),
  "Cannot create adam as learningRate must be a positive number: current value is Infinity": () => adam(Infinity),
  'Cannot create adam as learningRate must be a number or a schedule, at least 0: current value is "0.1"': () =>
    adam("0.1" as never),
  "Cannot create adam as learningRate must be a number or a schedule, at least 0: current value is linear(0.1, -1)":
    () => adam(linear(0.1, -1)),
  "Cannot create adam as epsilon must be a number, 0 or more: current value is NaN": () => adam(0.1, { epsilon: NaN }),
  "Cannot create adam as beta1 must be in [0, 1): current value is 1": () => adam(0.1, { beta1: 1 }),
  "Cannot create adam as beta2 must be in [0, 1): current value is -0.1": () => adam(0.1, { beta2: -0.1 }),
});

Deno.test("adam tells its name, its learning rate and its settings", () => {
  const schedule = {
    name: "mine",
    at: () => {
      throw new Error("not called");
    },
  };
  const { name, learningRate, settings } = adam(schedule, { beta1: 0.5 });
  assertEquals([name, settings], ["adam", { beta1: 0.5, beta2: 0.999, epsilon: 1e-7 }]);
  assertEquals(learningRate, schedule);
});
