import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { CompiledStep } from "../compiled_step.ts";
import { startCompute } from "../compute.ts";
import type { Tensor } from "../tensor.ts";

Deno.test("a compiled step adds axes, and differentiates that", async () => {
  await startCompute({ backend: "tensorflow" });
  const rows = tf.variable(tf.tensor2d([[1, 2, 3], [4, 5, 6]]));
  const step = new CompiledStep(() => {
    const differences = (x: Tensor) => x.expandDims(1).sub(x.expandDims(0)).square().sum(); // of each pair of rows
    return { sum: differences(rows), gradient: tf.grad(differences)(rows).slice([1, 0], [1, 1]).asScalar() };
  }, { mode: "graph" });
  assertEquals(Array.from(await step.run([], 1)), [54, 12]);
  step.dispose();
});
