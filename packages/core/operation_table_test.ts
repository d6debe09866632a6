import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startCompute } from "./compute.ts";
import type { Tensor } from "./tensor.ts";
import type { TensorflowBackend } from "./tensorflow_backend.ts";
import { DIFFERENTIABLE_OPERATIONS } from "./testdata/differentiable_operations.ts";
import { spacedInputs, type TensorFunction } from "./testdata/finite_differences.ts";

type Results = Tensor | Tensor[];

const a = () => tf.tensor2d([[1, -2, 3], [-4, 5, 0]]);
const b = () => tf.tensor2d([[1, 2, -3], [4, 5, 0.5]]);
const integers = () => tf.tensor1d([7, -3, 0, 5], "int32");
const booleans = () => tf.tensor1d([true, false, true, false], "bool");
const images = () => tf.linspace(-1, 1, 1 * 4 * 4 * 2).reshape([1, 4, 4, 2]) as tf.Tensor4D;

/** Operations without a gradient of their own: of metrics, data, masks, counters and optimizers. */
const OPERATIONS: Readonly<Record<string, () => Results>> = {
  "greater": () => tf.greater(a(), b()),
  "greaterEqual": () => tf.greaterEqual(a(), b()),
  "less": () => tf.less(a(), b()),
  "lessEqual": () => tf.lessEqual(a(), b()),
  "equal": () => tf.equal(a(), b()),
  "notEqual": () => tf.notEqual(a(), b()),
  "equal of integers, broadcast": () => tf.equal(integers().reshape([2, 2]), tf.tensor1d([7, 5], "int32")),
  "logicalAnd": () => tf.logicalAnd(booleans(), booleans().reverse()),
  "logicalOr": () => tf.logicalOr(booleans(), booleans().reverse()),
  "logicalXor": () => tf.logicalXor(booleans(), booleans().reverse()),
  "logicalNot": () => tf.logicalNot(booleans()),
  "any, all": () => [
    booleans().any(),
    booleans().all(),
    booleans().reshape([2, 2]).any(0),
    booleans().reshape([2, 2]).all(1, true),
  ],
  "isNaN, isInf, isFinite": () => {
    const x = tf.tensor1d([1, NaN, Infinity, -Infinity]);
    return [x.isNaN(), x.isInf(), x.isFinite()];
  },
  "expandDims": () => [a().expandDims(), a().expandDims(1), a().expandDims(-1), integers().expandDims(1)],
  "floor, ceil, round, sign": () => {
    const x = tf.tensor1d([-1.5, -0.2, 0, 0.5, 2.5, 2.7]);
    return [x.floor(), x.ceil(), x.round(), x.sign()];
  },
  "step": () => tf.step(tf.tensor1d([-1, 2, 0.5, NaN])),
  "argMax, argMin": () => [a().argMax(1), a().argMin(0)],
  "topk": () => {
    const { values, indices } = tf.topk(a(), 2);
    return [values, indices];
  },
  "oneHot": () => tf.oneHot(tf.tensor1d([0, 2, 1], "int32"), 3),
  "cast": () => [
    a().cast("int32"),
    a().cast("bool"),
    integers().cast("float32"),
    booleans().cast("float32"),
    booleans().cast("int32"),
  ],
  "integers": () => {
    const x = integers(), two = tf.scalar(2, "int32");
    return [
      x.add(two),
      x.sub(two),
      x.mul(two),
      x.floorDiv(two),
      x.mod(two),
      x.maximum(two),
      x.minimum(two),
      x.neg(),
      x.abs(),
      x.sum(),
      x.max(),
    ];
  },
  "mod": () => tf.mod(a(), b()),
  "fill, zeros, ones": () => [
    tf.fill([2, 2], 0.5),
    tf.fill([3], 4, "int32"),
    tf.zeros([2, 1]),
    tf.ones([1, 2], "int32"),
    tf.zerosLike(a()),
    tf.onesLike(integers()),
  ],
  "range, linspace, eye": () => [tf.range(0, 5, 2), tf.range(5, 0, -1, "int32"), tf.linspace(0, 1, 5), tf.eye(3, 2)],
  "gather of integers and booleans": () => {
    const rows = tf.tensor1d([2, 0], "int32");
    return [
      integers().gather(rows),
      booleans().gather(rows),
      a().gather(tf.tensor2d([[2, 0], [1, 1]], [2, 2], "int32"), 1),
    ];
  },
  "gatherND, scatterND": () => {
    const indices = tf.tensor2d([[0, 1], [1, 2]], [2, 2], "int32");
    return [tf.gatherND(a(), indices), tf.scatterND(indices, tf.tensor1d([5, 6]), [2, 3])];
  },
  "tensorScatterUpdate": () =>
    tf.tensorScatterUpdate(a(), tf.tensor2d([[1]], [1, 1], "int32"), tf.tensor2d([[9, 8, 7]])),
  "unsortedSegmentSum": () => tf.unsortedSegmentSum(a(), tf.tensor1d([1, 1], "int32"), 3),
  "unique": () => {
    const { values, indices } = tf.unique(tf.tensor1d([3, 1, 3, 2]));
    return [values, indices];
  },
  "bincount": () => tf.bincount(tf.tensor1d([0, 2, 2, 1], "int32"), tf.tensor1d([]), 4),
  "confusion matrix": () =>
    tf.math.confusionMatrix(tf.tensor1d([0, 1, 1], "int32"), tf.tensor1d([0, 1, 0], "int32"), 2),
  "cumprod": () => a().cumprod(1),
  "prod": () => [a().prod(1), a().prod()],
  "atan2": () => tf.atan2(a(), b()),
  "tan, atan, sinh, cosh": () => [a().div(4).tan(), a().atan(), a().div(4).sinh(), a().div(4).cosh()],
  "concat of integers": () => tf.concat([integers(), integers().neg()]),
  "strided slice of integers": () => integers().stridedSlice([0], [4], [2]),
  "batchToSpaceND, spaceToBatchND": () => [
    tf.spaceToBatchND(images(), [2, 2], [[0, 0], [0, 0]]),
    tf.batchToSpaceND(tf.concat([images(), images(), images(), images()]), [2, 2], [[0, 0], [0, 0]]),
  ],
  "depthToSpace": () => tf.depthToSpace(tf.concat([images(), images()], 3), 2),
  "max pooling, strided and padded": () => tf.maxPool(images(), 3, 2, "same"),
  "average pooling, padded": () => tf.avgPool(images(), 3, 2, "same"),
  "dilated convolution": () =>
    tf.conv2d(images(), tf.linspace(-1, 1, 2 * 2 * 2 * 3).reshape([2, 2, 2, 3]) as tf.Tensor4D, 1, "same", "NHWC", 2),
  "crop and resize": () =>
    tf.image.cropAndResize(images(), tf.tensor2d([[0, 0, 0.7, 1]]), tf.tensor1d([0], "int32"), [3, 3]),
  "flip": () => tf.image.flipLeftRight(images()),
  "einsum": () => tf.einsum("ij,kj->ik", a(), b()),
  "dot, outer product": () => [tf.dot(a().flatten(), b().flatten()), tf.outerProduct([1, 2], [3, 4])],
  "norm": () => [tf.norm(a()), tf.norm(a(), 1, 0), tf.norm(a(), Infinity)],
  "assigning to variables": () => {
    const x = tf.variable(a()), y = tf.variable(x), count = tf.variable(tf.scalar(1, "int32"));
    x.assign(x.mul(2));
    y.assign(x);
    x.assign(b());
    count.assign(count.add(tf.scalar(1, "int32")));
    return [x.clone(), y.clone(), count.clone()];
  },
  "losses": () => {
    const labels = tf.tensor2d([[0, 1, 0], [1, 0, 0]]);
    return [
      tf.losses.softmaxCrossEntropy(labels, a()),
      tf.losses.sigmoidCrossEntropy(labels, a()),
      tf.losses.meanSquaredError(labels, a()),
      tf.losses.absoluteDifference(labels, a()),
      tf.losses.hingeLoss(labels, a()),
      tf.losses.huberLoss(labels, a()),
      tf.losses.logLoss(labels, a().sigmoid()),
      tf.grad((x: Tensor) => tf.losses.softmaxCrossEntropy(labels, x))(a()),
    ];
  },
  "identity, clone": () => [a().clone(), tf.onesLike(a()).clone()],
  "empty tensors":
    () => [tf.tensor2d([], [0, 3]).add(1), tf.tensor2d([], [0, 3]).sum(0), tf.concat([tf.tensor2d([], [0, 3]), a()])],
  "scalars": () => [tf.scalar(2).mul(3), tf.scalar(2).sum(), tf.scalar(3, "int32").reshape([1, 1])],
};

interface OnHost {
  readonly shape: number[];
  readonly dtype: string;
  readonly values: number[];
}

function read(results: Results): OnHost[] {
  return [results].flat().map((tensor) => ({
    shape: tensor.shape,
    dtype: tensor.dtype,
    values: Array.from(tensor.dataSync()),
  }));
}

async function on(backend: "cpu" | "tensorflow", run: () => Results): Promise<OnHost[]> {
  await startCompute({ backend });
  const before = new Set(Object.values(tf.engine().registeredVariables));
  let results: OnHost[] = [];
  tf.tidy(() => void (results = read(run())));
  // variables are not tidied away
  for (const variable of Object.values(tf.engine().registeredVariables)) if (!before.has(variable)) variable.dispose();
  return results;
}

const TOLERANCE = 1e-5;

function assertSame(actual: readonly OnHost[], expected: readonly OnHost[]): void {
  assertEquals(actual.map(({ shape, dtype }) => [shape, dtype]), expected.map(({ shape, dtype }) => [shape, dtype]));
  expected.forEach(({ values }, output) => {
    const scale = values.reduce(
      (largest, value) => Number.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest,
      1,
    );
    values.forEach((want, index) => {
      const value = actual[output]!.values[index]!;
      assert(
        Object.is(value, want) || value === want || Math.abs(value - want) <= TOLERANCE * scale,
        `output ${output} at ${index} is ${value} instead of ${want}`,
      );
    });
  });
}

/** How many tensors exist on the tensorflow backend, in TensorFlow.js's count and in ours. */
function counts(): [number, number] {
  return [tf.memory().numTensors, (tf.backend() as TensorflowBackend).native.getNumOfTensors()];
}

async function compare(run: () => Results): Promise<void> {
  const expected = await on("cpu", run);
  await startCompute({ backend: "tensorflow" });
  const before = counts();
  const actual = await on("tensorflow", run);
  assertEquals(counts(), before);
  assertSame(actual, expected);
}

for (const [name, run] of Object.entries(OPERATIONS)) {
  Deno.test(`${name}: libtensorflow gives what plain JavaScript gives, and keeps nothing`, () => compare(run));
}

function gradientsOf(run: TensorFunction, inputs: Tensor[]): Tensor[] {
  return tf.grads((...xs: Tensor[]) => {
    const output = run(...xs);
    return output.mul(tf.linspace(-1, 2, output.size).reshape(output.shape)).sum();
  })(inputs);
}

for (const [name, shapes, run, range = []] of DIFFERENTIABLE_OPERATIONS) {
  Deno.test(`${name}: libtensorflow gives the value and the gradients of plain JavaScript, and keeps nothing`, async () => {
    await compare(() => {
      const inputs = spacedInputs(shapes, ...range);
      return [run(...inputs), ...gradientsOf(run, inputs)];
    });
  });
}
