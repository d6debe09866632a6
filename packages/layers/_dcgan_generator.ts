import type { Layer, LayersModel } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { activationLayer } from "./_activation_layer.ts";
import { applyJoined, applyLayers } from "./_apply_layers.ts";
import { type DcganBuild, EMBEDDING_STDDEV, KERNEL_STDDEV, RESAMPLE } from "./_dcgan_build.ts";
import { NORMALIZATION } from "./_normalization.ts";
import { upsample } from "./upsample.ts";

/** Builds the generator: `[latent]`, or `[latent, labels]` where there are classes, to an image in [-1, 1]. */
export function dcganGenerator(build: DcganBuild): LayersModel {
  const name = "generator", { latent, labels } = build;
  if (!labels) return tf.sequential({ name, layers: layersFrom(build, [latent]) });
  const inputs = [
    tf.input({ name: "generator_latent", shape: [latent] }),
    tf.input({ name: "generator_labels", shape: [labels.classes] }),
  ] as const;
  const joined = applyJoined(tf.layers.concatenate({ name: "generator_concatenate" }), [
    inputs[0],
    applyLayers(labels.condition === "concatenation" ? [] : [embedding(build, labels.embeddingUnits)], inputs[1]),
  ]);
  return tf.model({ name, inputs: [...inputs], outputs: applyLayers(layersFrom(build), joined) });
}

/** A row of numbers for each class: what a dense layer without bias makes of a one-hot label. */
function embedding({ normal }: DcganBuild, units: number): Layer {
  const name = "generator_embedding";
  return tf.layers.dense({ name, units, useBias: false, kernelInitializer: normal(name, EMBEDDING_STDDEV) });
}

/** From a vector to an image; `inputShape` is given where the vector is the network's input. */
function layersFrom(build: DcganBuild, inputShape?: number[]): Layer[] {
  const { image: [height, width, channels], generatorWidths, normal } = build;
  const scale = 2 ** generatorWidths.length, base = [height / scale, width / scale, generatorWidths[0]!];
  const normalized = (index: number): Layer[] => [
    tf.layers.batchNormalization({ name: `generator_batch_normalization_${index}`, ...NORMALIZATION }),
    activationLayer("relu", `generator_relu_${index}`),
  ];
  const dense = "generator_dense";
  return [
    // normalization has its own offset, so that what comes before it needs no bias
    tf.layers.dense({
      name: dense,
      kernelInitializer: normal(dense, KERNEL_STDDEV),
      inputShape,
      units: tf.util.sizeFromShape(base),
      useBias: false,
    }),
    tf.layers.reshape({ name: "generator_reshape", targetShape: base }),
    ...normalized(1),
    ...generatorWidths.slice(1).flatMap((filters, index) => [
      ...doubling(build, index + 1, { filters, useBias: false }),
      ...normalized(index + 2),
    ]),
    ...doubling(build, generatorWidths.length, { filters: channels }),
    activationLayer("tanh", "generator_tanh"),
  ];
}

/** Twice the height and the width; the last of them makes the image. */
function doubling(
  { generatorWidths, normal, upsampling }: DcganBuild,
  index: number,
  options: { filters: number; useBias?: boolean },
): Layer[] {
  const isLast = index === generatorWidths.length;
  const config = (name: string) => ({ name, kernelInitializer: normal(name, KERNEL_STDDEV), ...options });
  if (upsampling === "transposed") {
    const name = isLast ? "generator_image" : `generator_conv_transpose_${index}`;
    return [tf.layers.conv2dTranspose({ ...config(name), ...RESAMPLE })];
  }
  const name = isLast ? "generator_image" : `generator_conv_${index}`;
  return [
    upsample({ method: upsampling, name: `generator_upsample_${index}` }),
    tf.layers.conv2d({ ...config(name), kernelSize: 3, padding: "same" }),
  ];
}
