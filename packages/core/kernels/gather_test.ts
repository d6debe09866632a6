import { assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { CompiledStep } from "../compiled_step.ts";
import { startCompute } from "../compute.ts";
import type { Tensor } from "../tensor.ts";

Deno.test("a compiled step gathers rows by numbers that it computes, and differentiates that", async () => {
  await startCompute({ backend: "tensorflow" });
  const table = tf.variable(tf.tensor2d([[1, 2], [3, 4], [5, 6]])), counter = tf.variable(tf.scalar(0, "int32"), false);
  const step = new CompiledStep(() => {
    const rows = tf.stack([counter, counter]).mod(tf.scalar(3, "int32")) as tf.Tensor1D;
    const gradient = tf.grad((x: Tensor) => x.gather(rows).square().sum())(table);
    counter.assign(counter.add(tf.scalar(1, "int32")));
    return { sum: table.gather(rows).sum(), gradient: gradient.sum() };
  }, { mode: "graph" });
  assertEquals(Array.from(await step.run([], 4)), [6, 12, 14, 28, 22, 44, 6, 12]);
  step.dispose();
});

Deno.test("a row that does not exist is refused by TensorFlow", async () => {
  await startCompute({ backend: "tensorflow" });
  assertThrows(() => tf.tensor1d([1, 2]).gather(tf.tensor1d([2], "int32")), Error, "GatherV2");
});
