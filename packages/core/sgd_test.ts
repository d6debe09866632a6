import { assertEquals } from "@std/assert";
import { sgd } from "./sgd.ts";
import { testOptimizer, testSettings } from "./testdata/optimizer_contract.ts";

testOptimizer({
  "sgd": { create: () => sgd(0.1), closedForm: () => (value, gradient, rate) => value - rate * gradient },
});

testSettings({
  "Cannot create sgd as learningRate must be a positive number: current value is 0": () => sgd(0),
  "Cannot create sgd as learningRate must be a positive number: current value is NaN": () => sgd(NaN),
});

Deno.test("sgd tells its name and remembers nothing", () => {
  const { name, learningRate, settings, create } = sgd(0.5);
  assertEquals([name, learningRate, settings, create([]).slots], ["sgd", 0.5, {}, {}]);
});
