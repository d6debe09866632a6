import type { LayersModel } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { dropout } from "../dropout.ts";
import { projection } from "../projection.ts";
import { selfAttention } from "../self_attention.ts";
import { spectralNormalization } from "../spectral_normalization.ts";
import { upsample } from "../upsample.ts";
import type { NetworkRow } from "./network_row.ts";

function spectrallyNormalized(seed: number): LayersModel {
  const seeded = (offset: number) => ({
    kernelInitializer: tf.initializers.glorotUniform({ seed: 10 * seed + offset }),
  });
  const dense = tf.layers.dense({
    units: 32,
    inputShape: [6],
    name: "network_dense",
    activation: "tanh",
    ...seeded(1),
  });
  const transposed = { filters: 3, kernelSize: 4, name: "network_transposed_convolution", strides: 2, ...seeded(2) };
  const convolution = { filters: 4, kernelSize: 3, name: "network_convolution", ...seeded(3) };
  return tf.sequential({
    name: "network",
    layers: [
      spectralNormalization({ layer: dense, powerIterations: 2 }),
      tf.layers.reshape({ targetShape: [4, 4, 2], name: "network_reshape" }),
      spectralNormalization({ layer: tf.layers.conv2dTranspose(transposed) }),
      spectralNormalization({ layer: tf.layers.conv2d(convolution) }),
      tf.layers.globalAveragePooling2d({ name: "network_pooling", dataFormat: "channelsLast" }),
    ],
  });
}

/** A network for each layer. */
export const LAYER_ROWS: readonly NetworkRow[] = [
  {
    label: "dropout alone",
    create: () =>
      tf.sequential({
        name: "network",
        layers: [
          tf.layers.flatten({ inputShape: [4, 2], name: "network_flatten" }),
          dropout({ rate: 0.4, name: "network_dropout" }),
        ],
      }),
    input: [4, 2],
    output: [8],
  },
  {
    label: "spectral normalization of dense and convolutional layers",
    create: spectrallyNormalized,
    input: [6],
    output: [4],
  },
  {
    label: "self-attention with spectral normalization",
    create: (seed) => {
      const kernelInitializer = tf.initializers.orthogonal({ gain: 2, seed });
      const layer = selfAttention({ kernelInitializer, spectralNormalization: true, name: "network_attention" });
      const inputLayer = tf.layers.inputLayer({ inputShape: [3, 4, 16], name: "network_input" });
      return tf.sequential({ name: "network", layers: [inputLayer, layer] });
    },
    input: [3, 4, 16],
    output: [3, 4, 16],
  },
  {
    label: "upsampling by every method",
    create: () =>
      tf.sequential({
        name: "network",
        layers: [
          tf.layers.inputLayer({ inputShape: [3, 2, 2], name: "network_input" }),
          upsample({ method: "nearest", name: "network_upsample_1" }),
          upsample({ method: "bilinear", name: "network_upsample_2" }),
          upsample({ method: "bicubic", name: "network_upsample_3" }),
        ],
      }),
    input: [3, 2, 2],
    output: [24, 16, 2],
  },
  {
    label: "projection alone",
    create: (seed) => {
      const features = tf.input({ shape: [5], name: "network_features" });
      const labels = tf.input({ shape: [3], name: "network_labels" });
      const kernelInitializer = tf.initializers.glorotUniform({ seed });
      const layer = projection({ kernelInitializer, name: "network_projection" });
      const outputs = layer.apply([features, labels]) as tf.SymbolicTensor;
      return tf.model({ name: "network", inputs: [features, labels], outputs });
    },
    input: [[5], [3]],
    output: [1],
  },
];
