import * as tf from "@tensorflow/tfjs";
import type { Tensor } from "../tensor.ts";
import type { TensorFunction } from "./finite_differences.ts";

/** An operation, the shapes of its inputs, and the range of their values where it is not the usual one. */
export type DifferentiableOperation = readonly [
  name: string,
  shapes: number[][],
  run: TensorFunction,
  range?: [low: number, high: number],
];

const as4D = (x: Tensor) => x as tf.Tensor4D;
const INDICES = [2, 0, 2, 1];

/** Every operation of layers, losses and penalties that has a gradient. */
export const DIFFERENTIABLE_OPERATIONS: readonly DifferentiableOperation[] = [
  ["add, broadcast", [[2, 3, 2], [2]], (a, b) => tf.add(a, b)],
  ["sub, broadcast", [[2, 3, 2], [3, 1]], (a, b) => tf.sub(a, b)],
  ["mul, broadcast", [[2, 3, 2], [2]], (a, b) => tf.mul(a, b)],
  ["div, broadcast", [[2, 3], [3]], (a, b) => tf.div(a, b), [1, 2]],
  ["squared difference, broadcast", [[2, 3], [3]], (a, b) => tf.squaredDifference(a, b)],
  ["addN", [[2, 3], [2, 3], [2, 3]], (a, b, c) => tf.addN([a.square(), b, c.exp()])],
  ["maximum", [[2, 3], [3]], (a, b) => tf.maximum(a, b).square()],
  ["minimum", [[2, 3], [3]], (a, b) => tf.minimum(a, b).square()],
  ["pow by a constant", [[2, 3]], (x) => x.pow(3)],
  ["pow of tensors", [[2, 3], [2, 3]], (a, b) => a.pow(b), [0.5, 2]],
  ["sqrt", [[2, 3]], (x) => x.sqrt(), [0.5, 2]],
  ["rsqrt", [[2, 3]], (x) => x.rsqrt(), [0.5, 2]],
  ["square", [[2, 3]], (x) => x.square()],
  ["reciprocal", [[2, 3]], (x) => x.reciprocal(), [0.5, 2]],
  ["log", [[2, 3]], (x) => x.log(), [0.5, 2]],
  ["log1p", [[2, 3]], (x) => x.log1p(), [0.5, 2]],
  ["exp", [[2, 3]], (x) => x.exp()],
  ["expm1", [[2, 3]], (x) => x.expm1()],
  ["neg", [[2, 3]], (x) => x.square().neg()],
  ["abs", [[2, 3]], (x) => x.abs().mul(x)],
  ["sin, cos", [[2, 3]], (x) => x.sin().mul(x.cos())],
  ["erf", [[2, 3]], (x) => x.erf()],
  ["clip", [[3, 4]], (x) => x.clipByValue(-0.55, 0.55).square()],
  ["where", [[3, 4]], (x) => tf.where(x.greater(0.05), x.square(), x.mul(3))],
  ["norm", [[2, 3]], (x) => x.square().sum(1).sqrt()],
  // activations
  ["relu", [[3, 4]], (x) => x.relu().square()],
  ["leaky relu", [[3, 4]], (x) => tf.leakyRelu(x, 0.2).square()],
  ["leaky relu, negative slope", [[3, 4]], (x) => tf.leakyRelu(x, -0.2).square()],
  ["relu6", [[3, 4]], (x) => x.mul(5.8).relu6().square()],
  ["elu", [[3, 4]], (x) => x.elu()],
  ["selu", [[3, 4]], (x) => x.selu()],
  ["prelu", [[3, 4], [4]], (x, alpha) => x.prelu(alpha).square()],
  ["tanh", [[3, 4]], (x) => x.mul(1.3).tanh()],
  ["sigmoid", [[3, 4]], (x) => x.sigmoid()],
  ["softplus", [[3, 4]], (x) => x.softplus()],
  ["log sigmoid", [[3, 4]], (x) => x.logSigmoid()],
  ["softmax", [[3, 4]], (x) => x.softmax()],
  ["log softmax", [[3, 4]], (x) => x.logSoftmax()],
  ["sigmoid cross entropy", [[3, 4]], (x) => tf.losses.sigmoidCrossEntropy(tf.onesLike(x), x)],
  // reductions
  ["sum", [[2, 3, 2]], (x) => x.square().sum()],
  ["sum of an axis, kept", [[2, 3, 2]], (x) => x.square().sum(1, true)],
  ["sum of negative axes", [[2, 3, 2]], (x) => x.square().sum([-1, 0])],
  ["mean", [[2, 3, 2]], (x) => x.square().mean()],
  ["mean of axes", [[2, 3, 2]], (x) => x.square().mean([0, 2])],
  ["max", [[3, 4]], (x) => x.exp().max(1)],
  ["min", [[3, 4]], (x) => x.exp().min(0, true)],
  ["log-sum-exp", [[3, 4]], (x) => x.logSumExp(1)],
  ["moments", [[3, 4]], (x) => tf.moments(x, 0).variance],
  ["cumsum", [[2, 3]], (x) => x.square().cumsum(1)],
  // products
  ["matMul", [[2, 3], [3, 2]], (a, b) => tf.matMul(a, b)],
  ["matMul, transposed", [[3, 2], [2, 3]], (a, b) => tf.matMul(a, b, true, true)],
  ["matMul, batched", [[2, 2, 3], [2, 3, 2]], (a, b) => tf.matMul(a, b)],
  ["fused matMul", [[2, 3], [3, 2], [2]], (a, b, bias) => tf.fused.matMul({ a, b, bias })],
  ["fused matMul, relu", [[2, 3], [3, 2], [2]], (a, b, bias) => tf.fused.matMul({ a, b, bias, activation: "relu" })],
  // shapes
  ["concat", [[2, 3], [2, 2]], (a, b) => tf.concat([a.square(), b], 1)],
  ["stack", [[2, 3], [2, 3]], (a, b) => tf.stack([a.square(), b], 1)],
  ["split", [[2, 6]], (x) => x.split([2, 4], 1)[1]!.square()],
  ["unstack", [[3, 2]], (x) => x.unstack()[1]!.square()],
  ["slice", [[3, 4]], (x) => x.square().slice([1, 0], [2, 3])],
  ["strided slice", [[3, 5]], (x) => x.square().stridedSlice([0, 1], [3, 5], [2, 3])],
  ["strided slice, backward", [[3, 5]], (x) => x.square().stridedSlice([2, 3], [0, 0], [-1, -2])],
  ["strided slice, masked", [[3, 5]], (x) => x.square().stridedSlice([1, 1], [3, 4], [1, 2], 0, 2)],
  ["pad", [[2, 3]], (x) => x.square().pad([[1, 0], [2, 1]])],
  ["mirror pad, reflect", [[3, 4]], (x) => tf.mirrorPad(x.square(), [[2, 1], [1, 3]], "reflect")],
  ["mirror pad, symmetric", [[3, 4]], (x) => tf.mirrorPad(x.square(), [[2, 1], [0, 3]], "symmetric")],
  ["reshape", [[2, 6]], (x) => x.square().reshape([3, 4])],
  ["expandDims, squeeze", [[2, 3]], (x) => x.square().expandDims(1).squeeze([1])],
  ["transpose", [[2, 3, 2]], (x) => x.square().transpose([2, 0, 1])],
  ["tile", [[2, 3]], (x) => x.square().tile([2, 3])],
  ["tile of rank 4", [[2, 1, 3, 1]], (x) => x.square().tile([2, 3, 1, 2])],
  ["broadcastTo", [[3, 1]], (x) => x.square().broadcastTo([2, 3, 2])],
  ["reverse", [[2, 3]], (x) => x.square().reverse(1)],
  ["gather", [[3, 2]], (x) => x.square().gather(tf.tensor1d(INDICES, "int32"))],
  ["gather along axis 1", [[2, 3]], (x) => x.square().gather(tf.tensor1d(INDICES, "int32"), 1)],
  ["cast", [[2, 3]], (x) => x.square().cast("float32").mul(x.greater(0.1).cast("float32"))],
  // images
  ["conv2d, same", [[1, 4, 3, 2], [3, 2, 2, 1]], (x, w) => tf.conv2d(as4D(x), as4D(w), 1, "same")],
  ["conv2d, stride 2", [[1, 4, 4, 1], [3, 3, 1, 2]], (x, w) => tf.conv2d(as4D(x), as4D(w), 2, "same")],
  ["conv2d, valid", [[1, 4, 3, 2], [2, 2, 2, 2]], (x, w) => tf.conv2d(as4D(x), as4D(w), 1, "valid")],
  [
    "fused conv2d",
    [[1, 3, 3, 1], [2, 2, 1, 2], [2]],
    (x, filter, bias) => tf.fused.conv2d({ x: as4D(x), filter: as4D(filter), strides: 1, pad: "same", bias }),
  ],
  [
    "transposed conv2d",
    [[1, 2, 2, 2], [4, 4, 1, 2]],
    (x, w) => tf.conv2dTranspose(as4D(x), as4D(w), [1, 4, 4, 1], 2, "same"),
  ],
  ["depthwise conv2d", [[1, 4, 3, 2], [2, 2, 2, 1]], (x, w) => tf.depthwiseConv2d(as4D(x), as4D(w), 1, "valid")],
  [
    "separable conv2d",
    [[1, 3, 3, 2], [2, 2, 2, 1], [1, 1, 2, 2]],
    (x, d, p) => tf.separableConv2d(as4D(x), as4D(d), as4D(p), 1, "same"),
  ],
  ["average pooling", [[1, 4, 4, 2]], (x) => tf.avgPool(as4D(x.square()), 2, 2, "valid")],
  ["average pooling, overlapping", [[1, 4, 4, 1]], (x) => tf.avgPool(as4D(x.square()), 3, 1, "valid")],
  ["max pooling", [[1, 4, 4, 2]], (x) => tf.maxPool(as4D(x.exp()), 2, 2, "valid")],
  ["max pooling, same", [[1, 3, 3, 2]], (x) => tf.maxPool(as4D(x.exp()), 2, 2, "same")],
  ["max pooling, overlapping, same", [[1, 3, 4, 2]], (x) => tf.maxPool(as4D(x.exp()), 3, 1, "same")],
  ["resize, nearest", [[1, 2, 3, 2]], (x) => tf.image.resizeNearestNeighbor(as4D(x.square()), [4, 6])],
  [
    "resize, nearest, half-pixel centers",
    [[1, 2, 3, 2]],
    (x) => tf.image.resizeNearestNeighbor(as4D(x.square()), [5, 5], false, true),
  ],
  ["resize, bilinear", [[1, 2, 3, 2]], (x) => tf.image.resizeBilinear(as4D(x.square()), [4, 6])],
  ["resize, bilinear, aligned", [[1, 3, 3, 1]], (x) => tf.image.resizeBilinear(as4D(x.square()), [4, 5], true)],
  [
    "resize, bilinear, half-pixel centers",
    [[1, 2, 3, 2]],
    (x) => tf.image.resizeBilinear(as4D(x.square()), [4, 5], false, true),
  ],
  [
    "batch norm",
    [[2, 2, 2, 2], [2], [2], [2], [2]],
    (x, mean, variance, offset, scale) =>
      tf.batchNorm(
        as4D(x),
        mean as tf.Tensor1D,
        variance.square().add(0.5) as tf.Tensor1D,
        offset as tf.Tensor1D,
        scale as tf.Tensor1D,
      ),
  ],
  ["batch norm by its own moments", [[3, 1, 2, 2], [2], [2]], (x, offset, scale) => {
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    return tf.batchNorm(
      as4D(x),
      mean as tf.Tensor1D,
      variance as tf.Tensor1D,
      offset as tf.Tensor1D,
      scale as tf.Tensor1D,
    );
  }],
  ["batch norm of rank 2", [[4, 3], [3], [3]], (x, offset, scale) => {
    const { mean, variance } = tf.moments(x, 0);
    return tf.batchNorm2d(
      x as tf.Tensor2D,
      mean as tf.Tensor1D,
      variance as tf.Tensor1D,
      offset as tf.Tensor1D,
      scale as tf.Tensor1D,
    );
  }],
  ["batch norm, channels kept in rank 4", [[2, 2, 1, 2], [1, 1, 1, 2], [1, 1, 1, 2]], (x, offset, scale) => {
    const { mean, variance } = tf.moments(x, [0, 1, 2], true);
    return tf.batchNorm(as4D(x), as4D(mean), as4D(variance), as4D(offset), as4D(scale));
  }],
];
