import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startCompute } from "./compute.ts";
import type { Tensor } from "./tensor.ts";
import { DIFFERENTIABLE_OPERATIONS } from "./testdata/differentiable_operations.ts";
import { firstOrderError, secondOrderError, spacedInputs } from "./testdata/finite_differences.ts";

const TOLERANCE = 2e-3;

for (const backend of ["cpu", "tensorflow"] as const) {
  for (const [name, shapes, run, range = []] of DIFFERENTIABLE_OPERATIONS) {
    Deno.test(`gradients on ${backend}: ${name}, first and second`, async () => {
      await startCompute({ backend });
      const before = tf.memory().numTensors;
      const inputs = spacedInputs(shapes, ...range);
      const first = firstOrderError(run, inputs);
      assert(first < TOLERANCE, `the first gradient is off by ${first}`);
      const second = secondOrderError(run, inputs);
      assert(second < TOLERANCE, `the gradient of the gradient is off by ${second}`);
      tf.dispose(inputs);
      assert(tf.memory().numTensors === before, `${tf.memory().numTensors - before} tensors are left`);
    });
  }
}

Deno.test("a gradient that uses a value from inside its operation refuses to be differentiated again", async () => {
  await startCompute({ backend: "cpu" });
  const loss = (x: Tensor) => tf.losses.softmaxCrossEntropy(tf.oneHot([1, 0], 3), x);
  const logits = tf.tensor2d([[1, 2, 3], [3, 1, 2]]);
  assertAlmostEquals(tf.grad(loss)(logits).sum().dataSync()[0]!, 0, 1e-6);
  assertThrows(
    () => tf.grad((x: Tensor) => tf.grad(loss)(x).square().sum())(logits),
    Error,
    "compute the loss from plain tensor operations instead",
  );
});

Deno.test("what has no derivative is left off the tape", async () => {
  await startCompute({ backend: "cpu" });
  const gradient = tf.grad((x: Tensor) => x.mul(x.greater(1)).add(x.sign()).sum())(tf.tensor1d([0.5, 2]));
  assertEquals(Array.from(gradient.dataSync()), [0, 1]);
  assertThrows(
    () => tf.grad((x: Tensor) => x.sign().sum())(tf.tensor1d([1])),
    Error,
    "Cannot compute gradient of y=f(x)",
  );
});
