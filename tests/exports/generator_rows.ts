import type { Layer, LayersModel } from "@forger/core";
import type { ExportOptions } from "@forger/exports";
import {
  conditionalBatchNormalization,
  dcgan,
  dropout,
  gaussianNoise,
  mlp,
  mnistDcgan,
  pixelNormalization,
  selfAttention,
  sngan,
  spectralNormalization,
} from "@forger/layers";
import * as tf from "@tensorflow/tfjs";

/** A generator that every target must be able to express. */
export interface GeneratorRow {
  readonly label: string;
  /** Builds it; its first input is latents, its second, where there is one, one-hot labels. */
  readonly create: () => LayersModel;
}

const image = [8, 8, 3], small = { image, latent: 5, generatorWidths: [6], discriminatorWidths: [4] };

/** A self-attending generator with pixel normalization, spectral normalization, noise and dropout. */
function attentive(): LayersModel {
  const seeded = (seed: number) => ({ kernelInitializer: tf.initializers.glorotUniform({ seed }) });
  const name = "generator";
  const layers: Layer[] = [
    tf.layers.inputLayer({ inputShape: [6], name: `${name}_latent` }),
    pixelNormalization({ name: `${name}_pixel_normalization_1` }),
    spectralNormalization({ layer: tf.layers.dense({ units: 3 * 5 * 16, name: `${name}_dense`, ...seeded(1) }) }),
    tf.layers.reshape({ targetShape: [3, 5, 16], name: `${name}_reshape` }),
    pixelNormalization({ name: `${name}_pixel_normalization_2`, epsilon: 1e-3 }),
    selfAttention({ name: `${name}_attention_1`, ...seeded(2) }),
    gaussianNoise({ stddev: 0.5, name: `${name}_noise` }),
    spectralNormalization({
      layer: tf.layers.conv2dTranspose({
        filters: 8,
        kernelSize: 3,
        strides: 2,
        padding: "same",
        activation: "relu",
        name: `${name}_conv_transpose`,
        ...seeded(3),
      }),
      powerIterations: 2,
    }),
    dropout({ rate: 0.5, name: `${name}_dropout` }),
    selfAttention({ name: `${name}_attention_2`, spectralNormalization: true, ...seeded(4) }),
    tf.layers.conv2d({
      filters: 3,
      kernelSize: 3,
      padding: "same",
      activation: "tanh",
      name: `${name}_image`,
      ...seeded(5),
    }),
  ];
  return tf.sequential({ name, layers });
}

/** Odd sides, strides and paddings of every kind, and stock layers that no builder uses. */
function unusual(): LayersModel {
  const seeded = (seed: number) => ({ kernelInitializer: tf.initializers.glorotUniform({ seed }) });
  const latents = tf.input({ shape: [4], name: "generator_latent" }),
    labels = tf.input({ shape: [3], name: "generator_labels" });
  const apply = (layer: Layer, ...inputs: tf.SymbolicTensor[]): tf.SymbolicTensor =>
    layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as tf.SymbolicTensor;
  const joined = apply(tf.layers.concatenate({ name: "generator_join" }), latents, labels);
  const dense = apply(
    tf.layers.dense({ units: 3 * 4 * 6, activation: "selu", name: "generator_dense", ...seeded(1) }),
    joined,
  );
  const map = apply(tf.layers.reshape({ targetShape: [3, 4, 6], name: "generator_reshape" }), dense);
  const normal = apply(conditionalBatchNormalization({ name: "generator_normalization" }), map, labels);
  const wide = apply(
    tf.layers.conv2dTranspose({
      filters: 5,
      kernelSize: [2, 5],
      strides: [3, 2],
      padding: "same",
      name: "generator_up_1",
      ...seeded(2),
    }),
    normal,
  ); // [9, 8, 5], a kernel smaller than its stride
  const valid = apply(
    tf.layers.conv2dTranspose({
      filters: 4,
      kernelSize: [2, 5],
      strides: [3, 2],
      padding: "valid",
      name: "generator_up_2",
      ...seeded(3),
    }),
    wide,
  ); // [27, 19, 4]
  const leaky = apply(tf.layers.leakyReLU({ alpha: 0.3, name: "generator_leaky" }), valid);
  const strided = apply(
    tf.layers.conv2d({ filters: 6, kernelSize: 4, strides: 2, padding: "same", name: "generator_down", ...seeded(4) }),
    leaky,
  ); // [14, 10, 6], padded unevenly
  const depthwise = apply(
    tf.layers.depthwiseConv2d({
      kernelSize: 3,
      padding: "same",
      depthMultiplier: 2,
      depthwiseInitializer: tf.initializers.glorotUniform({ seed: 5 }),
      name: "generator_depthwise",
    }),
    strided,
  );
  const pooled = apply(
    tf.layers.maxPooling2d({ poolSize: 3, strides: 2, padding: "same", name: "generator_max" }),
    depthwise,
  );
  const mean = apply(
    tf.layers.averagePooling2d({ poolSize: 3, strides: 2, padding: "same", name: "generator_mean" }),
    depthwise,
  );
  const beside = apply(tf.layers.concatenate({ name: "generator_beside" }), pooled, mean); // [7, 5, 24]
  const squeezed = apply(
    tf.layers.globalAveragePooling2d({ name: "generator_squeeze", dataFormat: "channelsLast" }),
    beside,
  );
  const gate = apply(
    tf.layers.reshape({ targetShape: [1, 1, 24], name: "generator_gate_map" }),
    apply(tf.layers.dense({ units: 24, activation: "sigmoid", name: "generator_gate", ...seeded(6) }), squeezed),
  );
  const gated = apply(tf.layers.multiply({ name: "generator_gated" }), beside, gate);
  const normalized = apply(tf.layers.layerNormalization({ name: "generator_layer_normalization" }), gated);
  const up = apply(tf.layers.upSampling2d({ size: [2, 3], name: "generator_up_3" }), normalized); // [14, 15, 24]
  const padded = apply(tf.layers.zeroPadding2d({ padding: [[1, 0], [0, 2]], name: "generator_pad" }), up); // [15, 17, 24]
  const dilated = apply(
    tf.layers.conv2d({
      filters: 2,
      kernelSize: 3,
      dilationRate: 2,
      padding: "same",
      activation: "softplus",
      name: "generator_dilated",
      ...seeded(7),
    }),
    padded,
  );
  const cropped = apply(tf.layers.cropping2D({ cropping: [[2, 1], [1, 3]], name: "generator_crop" }), dilated); // [12, 13, 2]
  const permuted = apply(tf.layers.permute({ dims: [2, 1, 3], name: "generator_permute" }), cropped); // [13, 12, 2]
  const softmax = apply(tf.layers.softmax({ axis: -1, name: "generator_softmax" }), permuted);
  const most = apply(tf.layers.maximum({ name: "generator_maximum" }), softmax, permuted);
  const flat = apply(tf.layers.flatten({ name: "generator_flatten" }), most);
  return tf.model({
    name: "generator",
    inputs: [latents, labels],
    outputs: apply(tf.layers.dense({ units: 2, activation: "elu", name: "generator_output", ...seeded(8) }), flat),
  });
}

/** Every activation, and every way to join, that has not been in another row. */
function joining(): LayersModel {
  const seeded = (seed: number) => ({ kernelInitializer: tf.initializers.glorotUniform({ seed }) });
  const latents = tf.input({ shape: [4], name: "generator_latent" });
  const apply = (layer: Layer, ...inputs: tf.SymbolicTensor[]): tf.SymbolicTensor =>
    layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as tf.SymbolicTensor;
  const activations = ["relu6", "hardSigmoid", "swish", "softsign", "softmax", "sigmoid"] as const;
  const [first, ...others] = activations.map((activation, index) =>
    apply(
      tf.layers.dense({ units: 6, activation, name: `generator_dense_${index + 1}`, ...seeded(index + 1) }),
      latents,
    )
  );
  const mean = apply(tf.layers.average({ name: "generator_average" }), first!, ...others);
  const least = apply(tf.layers.minimum({ name: "generator_minimum" }), mean, others[0]!);
  const similarity = apply(tf.layers.dot({ axes: -1, name: "generator_dot" }), least, others[1]!); // [batch, 1]
  const joined = apply(tf.layers.concatenate({ name: "generator_join", axis: 1 }), least, similarity, mean, latents);
  const map = apply(tf.layers.reshape({ targetShape: [1, 17, 1], name: "generator_map" }), joined);
  const features = apply(
    tf.layers.conv2d({ filters: 5, kernelSize: [1, 4], strides: [1, 2], name: "generator_valid", ...seeded(9) }),
    map,
  ); // [1, 7, 5]
  const most = apply(tf.layers.globalMaxPooling2d({ name: "generator_most", dataFormat: "channelsLast" }), features);
  const positive = apply(tf.layers.reLU({ name: "generator_relu" }), most);
  const scaled = apply(
    tf.layers.rescaling({ scale: 0.5, offset: -0.25, name: "generator_rescaling" }),
    apply(tf.layers.elu({ name: "generator_elu" }), positive),
  );
  const outputs = apply(
    tf.layers.dense({ units: 3, activation: "tanh", name: "generator_output", ...seeded(10) }),
    scaled,
  );
  return tf.model({ name: "generator", inputs: latents, outputs });
}

/** Weights that no seed gives, so that normalizations and biases count too. */
function disturbed(network: LayersModel): LayersModel {
  tf.tidy(() => {
    network.setWeights(network.weights.map((weight, index) => {
      const value = weight.read(), most = value.rank > 1 ? Math.sqrt(value.shape.at(-1)! / value.size) : 0.3;
      return value.add(tf.randomUniform(value.shape, -most, most, "float32", 100 + index));
    }));
  });
  return network;
}

/** A generator of each kind that experiments use, and of what else a network may have. */
export const GENERATOR_ROWS: readonly GeneratorRow[] = ([
  {
    label: "mlp of points",
    create: () => mlp({ name: "generator", sizes: [5, 15, 2], initializer: "heUniform", seed: 1 }),
  },
  {
    label: "mlp with batch normalization",
    create: () =>
      mlp({
        name: "generator",
        sizes: [8, 16, [4, 6, 1]],
        activation: "leakyRelu",
        batchNormalization: { momentum: 0.8 },
        output: "tanh",
        seed: 2,
      }),
  },
  { label: "mnist dcgan", create: () => mnistDcgan({ seed: 3 }).generator },
  {
    label: "dcgan",
    create: () =>
      dcgan({ image: [28, 28, 1], latent: 16, generatorWidths: [16, 8], discriminatorWidths: [4, 4], seed: 4 })
        .generator,
  },
  ...(["nearest", "bilinear", "bicubic"] as const).map((upsampling) => ({
    label: `dcgan with ${upsampling} upsampling`,
    create: () => dcgan({ ...small, upsampling, image: [8, 16, 3], seed: 5 }).generator,
  })),
  ...(["concatenation", "embedding", "projection", "auxiliary"] as const).map((condition) => ({
    label: `conditional dcgan by ${condition}`,
    create: () => dcgan({ ...small, classes: 4, condition, seed: 6 }).generator,
  })),
  { label: "sngan", create: () => sngan({ image: [16, 16, 1], latent: 6, width: 8, seed: 7 }).generator },
  {
    label: "sngan with classes",
    create: () => sngan({ image: [28, 28, 3], latent: 6, width: 6, classes: 4, seed: 8 }).generator,
  },
  { label: "self-attention", create: attentive },
  { label: "unusual layers", create: unusual },
  { label: "other activations and joins", create: joining },
] satisfies GeneratorRow[]).map(({ label, create }) => ({ label, create: () => disturbed(create()) }));

/** Latents, and one-hot labels where the network takes them: the same each time. */
export function generatorInputs(network: LayersModel, batch: number): tf.Tensor2D[] {
  return network.inputs.map(({ shape: [, length] }, index) =>
    index === 0
      ? tf.randomNormal([batch, length!], 0, 1, "float32", 9) as tf.Tensor2D
      : tf.oneHot(tf.range(0, batch, 1, "int32").mod(tf.scalar(length!, "int32")).toInt(), length!)
        .toFloat() as tf.Tensor2D
  );
}

/** What a run would say of the network. */
export function generatorOptions({ inputs: [latents, labels] }: LayersModel): ExportOptions {
  const classes = labels && Array.from({ length: labels.shape[1]! }, (_, index) => `class ${index}`);
  return { latent: { name: "normal", size: latents!.shape[1]! }, range: [-1, 1], ...classes && { classes } };
}
