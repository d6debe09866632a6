import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startCompute, type Tensor } from "@forger/core";
import { stopGradient } from "./_stop_gradient.ts";

await startCompute({ backend: "cpu" });

Deno.test("values pass, gradients do not", () => {
  const x = tf.tensor1d([2, -3]);
  assertEquals([...stopGradient(x).dataSync()], [2, -3]);
  const product = (x: Tensor): Tensor => x.mul(stopGradient(x)).sum(); // x · c, not x²
  assertEquals([...tf.grad(product)(x).dataSync()], [2, -3]);
});
