import { startCompute, stepRandom, type Tensor } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { spectrallyNormalized } from "./spectral_kernel.ts";
import { asMatrix, spectralNorm } from "./testdata/spectral_norm.ts";

const { backend } = await startCompute();

const draw = (name: string, shape: readonly number[]): Tensor =>
  stepRandom(3, tf.scalar(0, "int32")).stream(name).normal(shape);

/** By how much a kernel was divided: the ratio of the largest entries. */
function divisor(kernel: Tensor, normalized: Tensor): number {
  return tf.tidy(() => kernel.abs().max().div(normalized.abs().max()).dataSync()[0]!);
}

const KERNELS: readonly (readonly [shape: readonly number[], outputAxis: number])[] = [
  [[6, 4], 1],
  [[3, 9], 1],
  [[5, 1], 1],
  [[1, 5], 1],
  [[3, 3, 2, 5], 3],
  [[3, 2, 4, 3], 2], // a transposed convolution
  [[2, 3, 4, 2, 3], 3],
  [[3, 4, 5], 0],
];

for (const name of new Set(["cpu", backend])) {
  for (const [shape, outputAxis] of KERNELS) {
    Deno.test(`${name}: the kernel [${shape}] is divided by its largest singular value, outputs on axis ${outputAxis}`, async () => {
      await tf.setBackend(name);
      tf.tidy(() => {
        const kernel = draw("kernel", shape);
        const { value, right } = spectralNorm(asMatrix(kernel.dataSync(), shape, outputAxis));
        let u = draw("u", [shape[outputAxis]!]);
        for (let call = 0; call < 300; call++) u = spectrallyNormalized(kernel, u, outputAxis).u;
        const found = spectrallyNormalized(kernel, u, outputAxis);
        assertEquals([found.kernel.shape, found.u.shape], [[...shape], u.shape]);
        assertAlmostEquals(divisor(kernel, found.kernel), value, 1e-5 * value);
        const effective = asMatrix(found.kernel.dataSync(), shape, outputAxis);
        assertAlmostEquals(spectralNorm(effective).value, 1, 1e-5);
        const sign = Math.sign(right[0]! * u.dataSync()[0]!);
        found.u.dataSync().forEach((entry, index) => assertAlmostEquals(entry, sign * right[index]!, 1e-4));
      });
    });
  }
}

Deno.test("one call of several rounds is as several calls of one", async () => {
  await startCompute();
  tf.tidy(() => {
    const kernel = draw("kernel", [4, 5]), u = draw("u", [5]);
    for (const powerIterations of [1, 2, 5]) {
      let last = { kernel, u };
      for (let round = 0; round < powerIterations; round++) last = spectrallyNormalized(kernel, last.u, 1);
      const found = spectrallyNormalized(kernel, u, 1, { powerIterations });
      assertEquals(found.kernel.dataSync(), last.kernel.dataSync());
      assertEquals(found.u.dataSync(), last.u.dataSync());
    }
  });
});

Deno.test("a round estimates as the paper says: v of u, then u of v, and their product with the kernel", () => {
  tf.tidy(() => {
    // [[3, 0], [0, 1]] and u = [1, 1]: v ∝ [3, 1], u ∝ [9, 1], so vᵀ W u = (27 · 1 + 1 · 1) / (√10 · √82)
    const kernel = tf.tensor2d([[3, 0], [0, 1]]);
    const found = spectrallyNormalized(kernel, tf.tensor1d([1, 1]), 1);
    assertAlmostEquals(divisor(kernel, found.kernel), 82 / Math.sqrt(820), 1e-6);
    assertAlmostEquals(found.u.dataSync()[0]!, 9 / Math.sqrt(82), 1e-6);
  });
});

Deno.test("the singular vectors are constants in the first gradient and in the second", () => {
  tf.tidy(() => {
    const kernel = draw("kernel", [3, 4]), u = draw("u", [4]), weights = draw("weights", [3, 4]);
    const { value, v, improved } = byHand(kernel, u);
    const run = (values: Tensor) => spectrallyNormalized(values, u, 1).kernel.mul(weights).sum();
    const constant = (values: Tensor) => values.div(values.mul(v.mul(improved)).sum()).mul(weights).sum(); // v [3, 1], u [1, 4]
    const found = tf.grad(run)(kernel).dataSync(), expected = tf.grad(constant)(kernel).dataSync();
    assert(value > 0);
    found.forEach((entry, index) => assertAlmostEquals(entry, expected[index]!, 1e-5));
    const second = (of: (values: Tensor) => Tensor) =>
      tf.grad((values: Tensor) => tf.grad(of)(values).square().sum())(kernel).dataSync();
    const wanted = second(constant);
    assert(Math.max(...wanted) > 0.01);
    second(run).forEach((entry, index) => assertAlmostEquals(entry, wanted[index]!, 1e-4));
    tf.grad((vector: Tensor) => spectrallyNormalized(kernel, vector, 1).kernel.add(vector.sum()).sum())(u).dataSync()
      .forEach((entry) => assertAlmostEquals(entry, 12, 1e-6)); // u itself has no part in it
  });
});

function byHand(kernel: Tensor, u: Tensor): { value: number; v: Tensor; improved: Tensor } {
  const v = kernel.mul(u).sum(1, true), unitV = v.div(v.norm());
  const left = kernel.mul(unitV).sum(0, true), improved = left.div(left.norm());
  return { value: left.norm().dataSync()[0]!, v: unitV, improved };
}

Deno.test("a kernel of zeros stays zero, and its gradient finite", () => {
  tf.tidy(() => {
    const zeros = tf.zeros([3, 4]), u = draw("u", [4]);
    const found = spectrallyNormalized(zeros, u, 1);
    assertEquals([...found.kernel.dataSync()], Array(12).fill(0));
    const gradient = tf.grad((kernel: Tensor) => spectrallyNormalized(kernel, u, 1).kernel.sum())(zeros);
    assert(gradient.dataSync().every(Number.isFinite));
  });
});

Deno.test("it leaves behind its two results only", () => {
  const kernel = tf.ones([3, 4]), u = tf.ones([4]), count = tf.memory().numTensors;
  const found = spectrallyNormalized(kernel, u, 1, { powerIterations: 3 });
  assertEquals(tf.memory().numTensors, count + 2);
  tf.dispose([kernel, u, found.kernel, found.u]);
});

Deno.test("a vector of another length, and no rounds, are refused", () => {
  const kernel = tf.ones([3, 4]);
  for (const u of [tf.ones([3]), tf.ones([4, 1])]) {
    const message = `Cannot normalize kernel as u must have one entry an output: expected [4], received [${u.shape}]`;
    assertThrows(() => spectrallyNormalized(kernel, u, 1), TypeError, message);
  }
  for (const powerIterations of [0, 1.5, NaN]) {
    const message = `powerIterations must be a positive integer: current value is ${powerIterations}`;
    assertThrows(() => spectrallyNormalized(kernel, tf.ones([4]), 1, { powerIterations }), RangeError, message);
  }
});
