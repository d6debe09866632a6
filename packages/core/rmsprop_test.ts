import { assertEquals } from "@std/assert";
import { rmsprop, type RmspropOptions } from "./rmsprop.ts";
import { type ClosedForm, testOptimizer, testSettings } from "./testdata/optimizer_contract.ts";

function formula({ decay = 0.9, momentum = 0, epsilon = 1e-7 }: RmspropOptions = {}): ClosedForm {
  let square = 0, move = 0;
  return (value, gradient, rate) => {
    square = decay * square + (1 - decay) * gradient ** 2;
    move = momentum * move + rate * gradient / Math.sqrt(square + epsilon);
    return value - move;
  };
}

const of = (options?: RmspropOptions) => ({ create: () => rmsprop(0.1, options), closedForm: () => formula(options) });

testOptimizer({
  "rmsprop": of(),
  "rmsprop with momentum": of({ momentum: 0.5 }),
  "rmsprop with a slow decay and a large epsilon": of({ decay: 0.99, epsilon: 0.01 }),
});

testSettings({
  "Cannot create rmsprop as learningRate must be a positive number: current value is 0": () => rmsprop(0),
  "Cannot create rmsprop as decay must be in [0, 1): current value is 1": () => rmsprop(0.1, { decay: 1 }),
  "Cannot create rmsprop as epsilon must be a number, 0 or more: current value is -1": () =>
    rmsprop(0.1, { epsilon: -1 }),
  "Cannot create rmsprop as momentum must be in [0, 1): current value is 2": () => rmsprop(0.1, { momentum: 2 }),
});

Deno.test("rmsprop tells its name and its settings", () => {
  const { name, learningRate, settings } = rmsprop(5e-5, { momentum: 0.1 });
  assertEquals([name, learningRate, settings], ["rmsprop", 5e-5, { decay: 0.9, momentum: 0.1, epsilon: 1e-7 }]);
});
