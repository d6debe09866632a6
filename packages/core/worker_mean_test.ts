import { assertAlmostEquals, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startCompute } from "./compute.ts";
import type { Tensor } from "./tensor.ts";
import { withWorkerMean, workerMean } from "./worker_mean.ts";

await startCompute({ backend: "cpu" });

/** As if another worker had the same values times three. */
const doubled = (values: Tensor): Tensor => values.add(values.mul(3)).div(2);

Deno.test("without other workers a tensor is its own mean", () => {
  const tensor = tf.tensor1d([1, 2]);
  assertStrictEquals(workerMean(tensor), tensor);
});

Deno.test("the mean is taken forwards and backwards, of second derivatives too", () => {
  withWorkerMean(doubled, () => {
    const cube = (x: Tensor) => workerMean(x).pow(tf.scalar(3)).sum();
    // here the mean of x is 2x: of (2x)³ the slope is 24 x², of which the slope is 48 x
    const slope = tf.grad((x) => cube(x));
    const curve = tf.grad((x) => slope(x).sum());
    const at = tf.tensor1d([1, -2]);
    assertEquals([...workerMean(at).dataSync()], [2, -4]);
    [24, 96].forEach((value, index) => assertAlmostEquals(slope(at).dataSync()[index]!, value, 1e-3));
    [48, -96].forEach((value, index) => assertAlmostEquals(curve(at).dataSync()[index]!, value, 1e-2));
  });
});

Deno.test("what holds inside ends with the function, also where it throws", () => {
  assertThrows(() =>
    withWorkerMean(doubled, () => {
      throw new Error("no");
    })
  );
  const tensor = tf.scalar(1);
  assertStrictEquals(workerMean(tensor), tensor);
});
