import type { Layer, Tensor } from "@forger/core";
import { layerKernel, spectrallyNormalized } from "@forger/layers";
import * as tf from "@tensorflow/tfjs";
import type { Application, LayerParts } from "./_layer_parts.ts";

/** Makes the application of a layer that takes another's place. */
export type Rewrite = (parts: LayerParts, applicationOf: (parts: LayerParts) => Application) => Application;

type Symbolic = tf.SymbolicTensor;

const applied = (layer: Layer, ...inputs: Symbolic[]): Symbolic =>
  layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as Symbolic;

const chained = (layers: readonly Layer[]): Application => ([input]) =>
  layers.reduce((value, layer) => applied(layer, value), input!);

/** A layer of given weights that multiplies the last axis by a matrix `[inputs, units]`. */
function product(name: string, kernel: Tensor): Layer {
  const units = kernel.shape[1]!;
  return tf.layers.dense({ name, units, useBias: false, kernelInitializer: "zeros", weights: [kernel] });
}

/** A convolution of kernel 1 without bias, of a matrix `[channels, filters]`. */
function pointwise(name: string, kernel: Tensor): Layer {
  const filters = kernel.shape[1]!, weights = [kernel.reshape([1, 1, ...kernel.shape])];
  return tf.layers.conv2d({ name, filters, kernelSize: 1, useBias: false, kernelInitializer: "zeros", weights });
}

/** The mean square of x is the variance of x beside -x, whose mean is 0: so a stock layer divides by its root. */
const pixelNormalization: Rewrite = ({ name, config, inputShapes }) => {
  const channels = inputShapes[0]!.at(-1)!, one = tf.eye(channels);
  return chained([
    product(`${name}_both_signs`, tf.concat([one, one.neg()], 1)),
    tf.layers.layerNormalization({ name, epsilon: config.epsilon as number, center: false, scale: false }),
    product(`${name}_first_half`, tf.concat([one, tf.zerosLike(one)], 0)),
  ]);
};

/** A class's gain and bias are what dense layers make of its one-hot label. */
const conditionalBatchNormalization: Rewrite = ({ name, config, inputShapes, weights }) => {
  const [gain, bias, movingMean, movingVariance] = weights as [Tensor, Tensor, Tensor, Tensor];
  const everywhere = [...Array<number>(inputShapes[0]!.length - 1).fill(1), inputShapes[0]!.at(-1)!];
  const ofSamples = (part: string, kernel: Tensor): Application =>
    chained([
      product(`${name}_${part}`, kernel),
      tf.layers.reshape({ name: `${name}_${part}_everywhere`, targetShape: everywhere }),
    ]);
  const normalization = tf.layers.batchNormalization({
    name,
    epsilon: config.epsilon as number,
    center: false,
    scale: false,
    weights: [movingMean, movingVariance],
  });
  const gains = ofSamples("gain", gain), biases = ofSamples("bias", bias);
  const multiply = tf.layers.multiply({ name: `${name}_multiply` }), add = tf.layers.add({ name: `${name}_add` });
  return ([features, labels]) =>
    applied(add, applied(multiply, applied(normalization, features!), gains([labels!])), biases([labels!]));
};

/** Doubling lines and columns is a product with a matrix each, which the layer itself makes of a picture of ones. */
const upsample: Rewrite = ({ name, config, inputShapes, layer }) => {
  if (config.method === "nearest") {
    return chained([tf.layers.upSampling2d({ name, size: [2, 2], interpolation: "nearest" })]);
  }
  const doubling = (length: number): Tensor => {
    const doubled = layer.apply(tf.eye(length).reshape([1, length, 1, length])) as Tensor; // [1, 2 · length, 2, length]
    return doubled.slice([0, 0, 0, 0], [1, 2 * length, 1, length]).reshape([2 * length, length]).transpose();
  };
  const [height, width] = inputShapes[0] as [number, number, number];
  const permute = (part: string, dims: number[]): Layer => tf.layers.permute({ name: `${name}_${part}`, dims });
  return chained([
    permute("lines_last", [2, 3, 1]), // [width, channels, height]
    product(`${name}_lines`, doubling(height)),
    permute("columns_last", [3, 2, 1]), // [height, channels, width]
    product(`${name}_columns`, doubling(width)),
    permute("channels_last", [1, 3, 2]), // [height, width, channels]
  ]);
};

/** The kernel is divided once and for all. */
const spectralNormalization: Rewrite = ({ name, config, inputShapes, layer, weights }, applicationOf) => {
  const inner = (layer as Layer & { readonly layer: Layer }).layer, { outputAxis, value } = layerKernel(inner)!;
  const powerIterations = config.powerIterations as number, u = weights.at(-1)!;
  const { kernel } = spectrallyNormalized(value, u, outputAxis, { powerIterations });
  const [, ...others] = inner.getWeights();
  const className = inner.getClassName(), innerConfig: tf.serialization.ConfigDict = { ...inner.getConfig(), name };
  return applicationOf({
    name,
    className,
    config: innerConfig,
    inputShapes,
    layer: inner,
    weights: [kernel, ...others],
  });
};

/** Projections by convolutions of kernel 1, their products by dot layers. */
const selfAttention: Rewrite = ({ name, config, inputShapes, weights }) => {
  const [height, width] = inputShapes[0] as [number, number, number], places = height * width;
  const pooledPlaces = Math.ceil(height / 2) * Math.ceil(width / 2), gamma = weights[4]!;
  const kernels = weights.slice(0, 4).map((kernel, index) =>
    config.spectralNormalization ? spectrallyNormalized(kernel, weights[5 + index]!, 1).kernel : kernel
  );
  const [query, key, value, output] = kernels as [Tensor, Tensor, Tensor, Tensor];
  const flat = (part: string, count: number, kernel: Tensor): Layer =>
    tf.layers.reshape({ name: `${name}_${part}_places`, targetShape: [count, kernel.shape[1]!] });
  const pooled = (part: string, kernel: Tensor): Application =>
    chained([
      pointwise(`${name}_${part}`, kernel),
      tf.layers.maxPooling2d({ name: `${name}_${part}_pooled`, poolSize: 2, strides: 2, padding: "same" }),
      flat(part, pooledPlaces, kernel),
    ]);
  const queries = chained([pointwise(`${name}_query`, query), flat("query", places, query)]);
  const keys = pooled("key", key), values = pooled("value", value);
  const products = tf.layers.dot({ name: `${name}_products`, axes: [2, 2] });
  const softmax = tf.layers.activation({ name: `${name}_softmax`, activation: "softmax" });
  const attended = tf.layers.dot({ name: `${name}_attended`, axes: [2, 1] });
  const back = chained([
    tf.layers.reshape({ name: `${name}_map`, targetShape: [height, width, value.shape[1]!] }),
    pointwise(`${name}_output`, output.mul(gamma)),
  ]);
  const sum = tf.layers.add({ name });
  return ([input]) => {
    const attention = applied(softmax, applied(products, queries([input!]), keys([input!])));
    return applied(sum, input!, back([applied(attended, attention, values([input!]))]));
  };
};

const projection: Rewrite = ({ name, weights }) => {
  const ofClass = product(`${name}_of_class`, weights[0]!), inner = tf.layers.dot({ name, axes: 1 });
  return ([features, labels]) => applied(inner, applied(ofClass, labels!), features!);
};

/** A convolution as large as the map, of ones. */
const globalSumPooling: Rewrite = ({ name, inputShapes }) => {
  const [height, width, channels] = inputShapes[0] as [number, number, number];
  const depthwise = tf.layers.depthwiseConv2d({
    name,
    kernelSize: [height, width],
    useBias: false,
    depthwiseInitializer: "ones",
    weights: [tf.ones([height, width, channels, 1])],
  });
  return chained([depthwise, tf.layers.flatten({ name: `${name}_flatten` })]);
};

/** By class name, how the layers of Forger are made of stock ones. */
export const REWRITES: ReadonlyMap<string, Rewrite> = new Map([
  ["ConditionalBatchNormalization", conditionalBatchNormalization],
  ["GlobalSumPooling", globalSumPooling],
  ["PixelNormalization", pixelNormalization],
  ["Projection", projection],
  ["SelfAttention", selfAttention],
  ["SpectralNormalization", spectralNormalization],
  ["Upsample", upsample],
]);
