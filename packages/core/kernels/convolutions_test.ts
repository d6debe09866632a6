import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startCompute } from "../compute.ts";
import type { Tensor } from "../tensor.ts";
import type { TensorflowBackend } from "../tensorflow_backend.ts";
import { operationsOf } from "../testdata/operations_of.ts";

type Shape4D = [number, number, number, number];

interface Row {
  readonly input: Shape4D;
  readonly filter: Shape4D;
  readonly strides: number | [number, number];
  readonly pad: "same" | "valid";
  readonly dilations?: number;
}

/** Convolutions to few channels, with stride 1. */
const NARROW_OUTPUT: Readonly<Record<string, Row>> = {
  "7x7 to 1": { input: [2, 9, 8, 32], filter: [7, 7, 32, 1], strides: 1, pad: "same" },
  "7x7 to 1, valid": { input: [2, 9, 8, 32], filter: [7, 7, 32, 1], strides: 1, pad: "valid" },
  "even, to 1": { input: [2, 5, 6, 32], filter: [4, 2, 32, 1], strides: 1, pad: "same" },
  "even, to 1, valid": { input: [2, 5, 6, 32], filter: [4, 2, 32, 1], strides: 1, pad: "valid" },
  "filter larger than the image": { input: [1, 3, 2, 16], filter: [5, 5, 16, 1], strides: 1, pad: "same" },
  "to 3": { input: [2, 5, 4, 64], filter: [3, 3, 64, 3], strides: 1, pad: "same" },
  "1x1 to 2": { input: [2, 3, 4, 64], filter: [1, 1, 64, 2], strides: 1, pad: "same" },
};

/** Convolutions from few channels, whose gradient by the input is a transposed convolution to few. */
const NARROW_INPUT: Readonly<Record<string, Row>> = {
  "4x4, stride 2, from 1": { input: [2, 8, 6, 1], filter: [4, 4, 1, 32], strides: 2, pad: "same" },
  "3x3, stride 2, from 1, odd size": { input: [2, 7, 5, 1], filter: [3, 3, 1, 16], strides: 2, pad: "same" },
  "5x5, stride 2, from 2": { input: [1, 7, 8, 2], filter: [5, 5, 2, 48], strides: 2, pad: "same" },
  "5x4, strides 2 and 3, valid": { input: [1, 9, 11, 1], filter: [5, 4, 1, 16], strides: [2, 3], pad: "valid" },
  "3x3, stride 1": { input: [2, 4, 5, 2], filter: [3, 3, 2, 32], strides: 1, pad: "same" },
  "2x2, stride 2, valid, last row unused": { input: [1, 5, 7, 1], filter: [2, 2, 1, 16], strides: 2, pad: "valid" },
};

/** Convolutions that are left to TensorFlow. */
const LEFT: Readonly<Record<string, Row>> = {
  "to many channels": { input: [1, 4, 4, 32], filter: [3, 3, 32, 8], strides: 1, pad: "same" },
  "from few to few channels": { input: [1, 4, 4, 8], filter: [3, 3, 8, 1], strides: 1, pad: "same" },
  "to 4 channels": { input: [1, 4, 4, 64], filter: [3, 3, 64, 4], strides: 1, pad: "same" },
  "from 3 channels": { input: [1, 4, 4, 3], filter: [3, 3, 3, 64], strides: 1, pad: "same" },
  "to 1, stride 2": { input: [1, 6, 6, 32], filter: [3, 3, 32, 1], strides: 2, pad: "same" },
  "stride larger than the filter": { input: [1, 6, 6, 1], filter: [1, 1, 1, 16], strides: 2, pad: "same" },
};

function values(shape: readonly number[], seed: number): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(Float32Array.from({ length: size }, (_, index) => Math.sin(seed + 2.3 * index)), [...shape]);
}

/** The convolution, both of its gradients, and the gradients of the filter's gradient. */
function everything({ input, filter, strides, pad, dilations = 1 }: Row): Record<string, Tensor> {
  return tf.tidy((): Record<string, Tensor> => {
    const x = values(input, 1) as tf.Tensor4D, w = values(filter, 2) as tf.Tensor4D;
    const convolve = (a: Tensor, b: Tensor) =>
      tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, strides, pad, "NHWC", dilations);
    const y = convolve(x, w);
    if (dilations !== 1) return { y };
    const dy = values(y.shape, 3);
    const [dx, dw] = tf.grads(convolve)([x, w], dy) as [Tensor, Tensor];
    const direction = values(filter, 4);
    const [ddx] = tf.grads((a: Tensor) => tf.grad((b: Tensor) => convolve(a, b))(w, dy).mul(direction).sum())([x]) as [
      Tensor,
    ];
    return { y, dx, dw, ddx };
  });
}

async function resultsOn(backend: "cpu" | "tensorflow", row: Row): Promise<Record<string, Float32Array>> {
  await startCompute({ backend });
  const results = everything(row);
  const onHost = Object.fromEntries(
    Object.entries(results).map(([name, tensor]) => [name, tensor.dataSync() as Float32Array]),
  );
  tf.dispose(Object.values(results));
  return onHost;
}

for (const [name, row] of Object.entries({ ...NARROW_OUTPUT, ...NARROW_INPUT, ...LEFT })) {
  Deno.test(`convolution ${name}: values and gradients are those of the plain backend`, async () => {
    const expected = await resultsOn("cpu", row), actual = await resultsOn("tensorflow", row);
    for (const [key, want] of Object.entries(expected)) {
      const scale = want.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
      const error = want.reduce((worst, value, index) => Math.max(worst, Math.abs(value - actual[key]![index]!)), 0);
      assert(actual[key]!.length === want.length && error <= 5e-4 * scale, `${key} is off by ${error} of ${scale}`);
    }
  });
}

for (const [name, row] of Object.entries(NARROW_OUTPUT)) {
  Deno.test(`convolution ${name}: forward and filter gradient are matrix products`, async () => {
    const names = await operationsOf(() => tf.dispose(Object.values(everything(row))));
    assertEquals([names.has("Conv2D"), names.has("Conv2DBackpropFilter")], [false, false]);
  });
}

for (const [name, row] of Object.entries(NARROW_INPUT)) {
  Deno.test(`convolution ${name}: the input's gradient is a matrix product`, async () => {
    assert(!(await operationsOf(() => tf.dispose(Object.values(everything(row))))).has("Conv2DBackpropInput"));
  });
}

for (const [name, row] of Object.entries(LEFT)) {
  Deno.test(`convolution ${name} is left to TensorFlow`, async () => {
    const names = await operationsOf(() => tf.dispose(Object.values(everything(row))));
    assertEquals(["Conv2D", "Conv2DBackpropFilter", "Conv2DBackpropInput"].filter((each) => !names.has(each)), []);
  });
}

Deno.test("a dilated convolution to 1 channel is left to TensorFlow", async () => {
  const row: Row = { input: [1, 6, 6, 32], filter: [3, 3, 32, 1], strides: 1, pad: "same", dilations: 2 };
  assert((await operationsOf(() => tf.dispose(Object.values(everything(row))))).has("Conv2D"));
});

Deno.test("on a GPU no convolution is lowered", async () => {
  await startCompute({ backend: "tensorflow" });
  const { native } = tf.backend() as TensorflowBackend;
  native.isUsingGpuDevice = () => true;
  try {
    const names = await operationsOf(() => tf.dispose(Object.values(everything(NARROW_OUTPUT["7x7 to 1"]!))));
    assertEquals(["Conv2D", "Conv2DBackpropFilter", "Conv2DBackpropInput"].filter((each) => !names.has(each)), []);
  } finally {
    Reflect.deleteProperty(native, "isUsingGpuDevice");
  }
});

Deno.test("a layer's fused convolution with a bias is lowered too, and no tensor stays", async () => {
  await startCompute({ backend: "tensorflow" });
  const { native } = tf.backend() as TensorflowBackend;
  const before = [tf.memory().numTensors, native.getNumOfTensors()];
  const x = values([2, 5, 5, 32], 1) as tf.Tensor4D,
    filter = values([3, 3, 32, 1], 2) as tf.Tensor4D,
    bias = tf.tensor1d([0.5]);
  const run = () => tf.fused.conv2d({ x, filter, strides: 1, pad: "same", bias, activation: "relu" });
  const names = await operationsOf(() => run().dispose());
  assert(!names.has("Conv2D"));
  const fused = run(), plain = tf.tidy(() => tf.relu(tf.conv2d(x, filter, 1, "same").add(bias)));
  assertEquals(fused.dataSync(), plain.dataSync());
  tf.dispose([x, filter, bias, fused, plain]);
  assertEquals([tf.memory().numTensors, native.getNumOfTensors()], before);
});
