import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startCompute } from "../compute.ts";
import type { Tensor } from "../tensor.ts";
import type { TensorflowBackend } from "../tensorflow_backend.ts";
import { onBothBackends, operationsOf } from "../testdata/operations_of.ts";

type Row = readonly [shape: number[], axis: number[] | number | undefined, keepDims: boolean];

/** Reductions of all but the last axis, with many channels. */
const LOWERED: readonly Row[] = [
  [[3, 16], 0, false],
  [[3, 16], [-2], true],
  [[2, 3, 20], [0, 1], false],
  [[2, 3, 4, 17], [2, 0, 1], true],
  [[2, 1, 2, 1, 2, 16], [0, 1, 2, 3, 4], false],
];

const LEFT: readonly Row[] = [
  [[3, 15], 0, false],
  [[3, 16], 1, false],
  [[3, 16], undefined, false],
  [[2, 3, 16], [0], false],
  [[2, 3, 16], [0, 2], true],
  [[16], [], false],
];

const values = (shape: number[]): Tensor => {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(Float32Array.from({ length: size }, (_, index) => Math.sin(1.7 * index)), shape);
};

for (const [rows, isLowered] of [[LOWERED, true], [LEFT, false]] as const) {
  for (const [shape, axis, keepDims] of rows) {
    for (const reduce of ["sum", "mean"] as const) {
      Deno.test(`the ${reduce} of [${shape}] over ${axis} is ${isLowered ? "a bias's gradient" : "left to TensorFlow"}`, async () => {
        const run = () => tf.tidy(() => values(shape)[reduce](axis, keepDims));
        const { actual, expected, names } = await onBothBackends(run), wanted = expected.dataSync();
        assertEquals(names.has("BiasAddGrad"), isLowered);
        assertEquals(actual.shape, expected.shape);
        actual.dataSync().forEach((value, index) => {
          const want = wanted[index]!, isNear = Math.abs(value - want) <= 1e-6 * Math.max(1, Math.abs(want));
          assert(isNear || Number.isNaN(value) && Number.isNaN(want), `${value} instead of ${want}`);
        });
        tf.dispose([expected, actual]);
      });
    }
  }
}

Deno.test("integers are summed by TensorFlow's sum, and on a GPU so is all else", async () => {
  await startCompute({ backend: "tensorflow" });
  assert(!(await operationsOf(() => tf.ones([2, 16], "int32").sum(0).dispose())).has("BiasAddGrad"));
  const { native } = tf.backend() as TensorflowBackend;
  native.isUsingGpuDevice = () => true;
  try {
    assert(!(await operationsOf(() => tf.ones([2, 16]).sum(0).dispose())).has("BiasAddGrad"));
  } finally {
    Reflect.deleteProperty(native, "isUsingGpuDevice");
  }
});
