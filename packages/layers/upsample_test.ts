import { CompiledStep, startCompute, stepRandom, type Tensor, type Variable } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import reference from "./testdata/upsample.json" with { type: "json" };
import { upsample, type UpsampleMethod } from "./upsample.ts";

const { backend } = await startCompute();

const METHODS: readonly UpsampleMethod[] = ["nearest", "bilinear", "bicubic"];

const applied = (method: UpsampleMethod, images: Tensor): Tensor => upsample({ method }).apply(images) as Tensor;
const draw = (name: string, shape: readonly number[]): Tensor =>
  stepRandom(8, tf.scalar(0, "int32")).stream(name).normal(shape);

for (const name of new Set(["cpu", backend])) {
  for (const { shape, input, outputs } of reference.cases) {
    for (const method of METHODS) {
      Deno.test(`${name}: ${method} upsampling of [${shape}] equals PyTorch's`, async () => {
        await tf.setBackend(name);
        tf.tidy(() => {
          const [batch, height, width, channels] = shape as [number, number, number, number];
          const found = applied(method, tf.tensor(input, shape));
          assertEquals(found.shape, [batch, 2 * height, 2 * width, channels]);
          const expected = outputs[method];
          found.dataSync().forEach((value, index) => assertAlmostEquals(value, expected[index]!, 1e-6));
        });
      });
    }
  }

  for (const method of METHODS) {
    Deno.test(`${name}: the gradient of ${method} upsampling is its transpose, and that one's gradient is itself`, async () => {
      await tf.setBackend(name);
      tf.tidy(() => {
        const shape = [2, 3, 5, 2], images = draw("images", shape), other = draw("other", [2, 6, 10, 2]);
        const up = (x: Tensor): Tensor => applied(method, x);
        const transposed = tf.grad((x: Tensor) => up(x).mul(other).sum())(images);
        const [dot, expected] = [transposed.mul(images).sum(), up(images).mul(other).sum()];
        assertAlmostEquals(dot.dataSync()[0]!, expected.dataSync()[0]!, 1e-4);
        // the penalty ‖Uᵀ U x‖² / 2 has the gradient Uᵀ U Uᵀ U x
        const square = (x: Tensor): Tensor => tf.grad((y: Tensor) => up(y).square().sum().div(2))(x); // Uᵀ U x
        const second = tf.grad((x: Tensor) => square(x).square().sum().div(2))(images).dataSync();
        const twice = square(square(images)).dataSync();
        assert(Math.max(...twice) > 1);
        second.forEach((value, index) => assertAlmostEquals(value, twice[index]!, 1e-3));
      });
    });

    Deno.test(`${name}: ${method} upsampling keeps what is constant and leaves nothing behind`, async () => {
      await tf.setBackend(name);
      const images = tf.fill([1, 3, 4, 2], 0.7), layer = upsample({ method }), count = tf.memory().numTensors;
      const output = layer.apply(images) as Tensor;
      assertEquals(tf.memory().numTensors, count + 1);
      output.dataSync().forEach((value) => assertAlmostEquals(value, 0.7, 1e-6));
      tf.dispose([images, output]);
    });
  }
}

for (const mode of ["graph", "xla"] as const) {
  for (const method of METHODS) {
    Deno.test(`${mode} takes a penalty through ${method} upsampling as it is, without falling back`, async () => {
      await tf.setBackend(backend);
      const images = tf.tidy(() => tf.variable(draw("images", [2, 4, 3, 2]))) as Variable;
      const layer = upsample({ method });
      const penalty = (): Tensor => {
        const slope = tf.grad((x: Tensor) => (layer.apply(x) as Tensor).square().mean())(images);
        return slope.square().sum();
      };
      const gradient = (): Tensor => tf.variableGrads(() => penalty() as tf.Scalar, [images]).grads[images.name]!;
      const decisions: string[] = [];
      const step = new CompiledStep(() => ({ penalty: penalty(), norm: gradient().norm() }), {
        mode,
        onDecision: (decision) => void decisions.push(decision.mode),
      });
      const found = await step.run([], 1);
      const expected = tf.tidy(() => [penalty(), gradient().norm()].map((tensor) => tensor.dataSync()[0]!));
      assertEquals(decisions, [mode]);
      expected.forEach((value, index) => assertAlmostEquals(found[index]!, value, 1e-5 * value));
      step.dispose();
      images.dispose();
    });
  }
}

Deno.test("an unknown method and inputs that are no images are refused", () => {
  assertThrows(
    () => upsample({ method: "lanczos" as UpsampleMethod }),
    RangeError,
    "Cannot upsample images as method must be one of nearest, bilinear, bicubic: current value is lanczos",
  );
  assertThrows(
    () => tf.sequential({ layers: [tf.layers.flatten({ inputShape: [4, 4, 1] }), upsample({ method: "nearest" })] }),
    TypeError,
    "Cannot upsample images as they must be of rank 4: expected [batch, height, width, channels], received [,16]",
  );
  assertThrows(() => upsample({ method: "nearest" }).apply(tf.ones([2, 3])), TypeError, "must be of rank 4");
});
