import type { Layer, LayersModel } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { conditionalBatchNormalization } from "../conditional_batch_normalization.ts";
import { gaussianNoise } from "../gaussian_noise.ts";
import { globalSumPooling } from "../global_sum_pooling.ts";
import { minibatchDiscrimination } from "../minibatch_discrimination.ts";
import { minibatchStandardDeviation } from "../minibatch_standard_deviation.ts";
import { pixelNormalization } from "../pixel_normalization.ts";
import { projection } from "../projection.ts";
import { selfAttention } from "../self_attention.ts";
import { upsample } from "../upsample.ts";
import type { NetworkRow } from "./network_row.ts";

type Seeded = (offset: number) => { kernelInitializer: ReturnType<typeof tf.initializers.glorotUniform> };

/** Layers after each other, between others that bend, so that every derivative of every weight matters. */
function sequence(
  label: string,
  input: readonly number[],
  output: readonly number[],
  layers: (seeded: Seeded) => Layer[],
): NetworkRow {
  const create = (seed: number): LayersModel => {
    const seeded: Seeded = (offset) => ({
      kernelInitializer: tf.initializers.glorotUniform({ seed: 10 * seed + offset }),
    });
    const inputLayer = tf.layers.inputLayer({ inputShape: [...input], name: "network_input" });
    return tf.sequential({ name: "network", layers: [inputLayer, ...layers(seeded)] });
  };
  return { label, create, input, output };
}

const dense = (units: number, index: number, seeded: Seeded): Layer =>
  tf.layers.dense({ units, activation: "tanh", name: `network_dense_${index}`, ...seeded(index) });
const convolution = (filters: number, kernelSize: number, index: number, seeded: Seeded): Layer =>
  tf.layers.conv2d({
    filters,
    kernelSize,
    activation: "tanh",
    name: `network_convolution_${index}`,
    ...seeded(index),
  });

function conditioned(seed: number): LayersModel {
  const kernelInitializer = tf.initializers.glorotUniform({ seed });
  const input = tf.input({ shape: [5], name: "network_latent" }),
    labels = tf.input({ shape: [3], name: "network_labels" });
  const apply = (layer: Layer, inputs: tf.SymbolicTensor | tf.SymbolicTensor[]) =>
    layer.apply(inputs) as tf.SymbolicTensor;
  const units = apply(tf.layers.dense({ units: 12, name: "network_dense", kernelInitializer }), input);
  const map = apply(tf.layers.reshape({ targetShape: [2, 3, 2], name: "network_reshape" }), units);
  const normalized = apply(conditionalBatchNormalization({ name: "network_normalization" }), [map, labels]);
  const outputs = apply(tf.layers.activation({ activation: "tanh", name: "network_tanh" }), normalized);
  return tf.model({ name: "network", inputs: [input, labels], outputs });
}

function projecting(seed: number): LayersModel {
  const seeded = (offset: number) => ({
    kernelInitializer: tf.initializers.glorotUniform({ seed: 10 * seed + offset }),
  });
  const input = tf.input({ shape: [5], name: "network_input" }),
    labels = tf.input({ shape: [3], name: "network_labels" });
  const features = dense(6, 1, seeded).apply(input) as tf.SymbolicTensor;
  const logits = dense(1, 2, seeded).apply(features) as tf.SymbolicTensor;
  const fit = projection({ name: "network_projection", ...seeded(3) }).apply([features, labels]) as tf.SymbolicTensor;
  const outputs = tf.layers.add({ name: "network_sum" }).apply([logits, fit]) as tf.SymbolicTensor;
  return tf.model({ name: "network", inputs: [input, labels], outputs });
}

/** Networks whose gradients can be differentiated again, as a penalty of the gradient does it. */
export const PENALTY_ROWS: readonly NetworkRow[] = [
  sequence("pixel normalization", [5], [1, 1, 2], (seeded) => [
    dense(12, 1, seeded),
    tf.layers.reshape({ targetShape: [2, 2, 3], name: "network_reshape" }),
    pixelNormalization({ name: "network_normalization" }),
    convolution(2, 2, 2, seeded),
  ]),
  sequence("minibatch standard deviation of maps", [3, 3, 2], [1, 1, 2], (seeded) => [
    convolution(4, 2, 1, seeded),
    minibatchStandardDeviation({ groupSize: 2, features: 2, name: "network_deviation" }),
    convolution(2, 2, 2, seeded),
  ]),
  sequence("minibatch standard deviation of vectors", [4], [2], (seeded) => [
    dense(5, 1, seeded),
    minibatchStandardDeviation({ name: "network_deviation" }),
    dense(2, 2, seeded),
  ]),
  sequence("minibatch discrimination", [4], [2], (seeded) => [
    dense(5, 1, seeded),
    minibatchDiscrimination({ kernels: 4, dimensions: 2, name: "network_discrimination", ...seeded(3) }),
    dense(2, 2, seeded),
  ]),
  sequence("self-attention", [5, 4, 2], [4, 3, 2], (seeded) => [
    convolution(8, 2, 1, seeded),
    selfAttention({ name: "network_attention", ...seeded(3) }),
    convolution(2, 1, 2, seeded),
  ]),
  sequence("gaussian noise", [4], [2], (seeded) => [
    dense(5, 1, seeded),
    gaussianNoise({ stddev: 0.3, name: "network_noise" }),
    dense(2, 2, seeded),
  ]),
  {
    label: "conditional batch normalization",
    create: conditioned,
    input: [[5], [3]],
    output: [2, 3, 2],
  },
  { label: "projection", create: projecting, input: [[5], [3]], output: [1] },
  ...(["nearest", "bilinear", "bicubic"] as const).map((method) =>
    sequence(`${method} upsampling`, [3, 2, 2], [4, 2, 2], (seeded) => [
      convolution(3, 1, 1, seeded),
      upsample({ method, name: "network_upsample" }),
      convolution(2, 3, 2, seeded),
    ])
  ),
  sequence("sums over all places", [4, 3, 2], [2], (seeded) => [
    convolution(3, 2, 1, seeded),
    globalSumPooling({ name: "network_pooling" }),
    dense(2, 2, seeded),
  ]),
];
