import type { Layer, LayersModel } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { activationLayer } from "./_activation_layer.ts";
import { applyJoined, applyLayers } from "./_apply_layers.ts";
import type { SnganBuild } from "./_sngan_build.ts";
import { globalSumPooling } from "./global_sum_pooling.ts";
import { projection } from "./projection.ts";
import { spectralNormalization } from "./spectral_normalization.ts";

/** Blocks that keep height and width. */
const PLAIN_BLOCKS = 2;

/** Builds the discriminator: images, or `[images, labels]` where there are classes, to logits. */
export function snganDiscriminator(build: SnganBuild): LayersModel {
  const { image, halvings, classes, initializers } = build;
  const images = tf.input({ name: "discriminator_images", shape: [...image] });
  // the last map is twice as long as the generator's first, and has been halved twice at least
  const downBlocks = Math.max(halvings - 1, 2), blocks = downBlocks + PLAIN_BLOCKS;
  let map = images;
  for (let block = 1; block <= blocks; block++) map = residualBlock(build, block, map, block <= downBlocks);
  const features = applyLayers([
    activationLayer("relu", `discriminator_relu_${2 * blocks + 1}`),
    globalSumPooling({ name: "discriminator_pooling" }),
  ], map);
  const dense = "discriminator_logits", kernelInitializer = initializers.glorotUniform(dense);
  const logits = applyLayers([normalized(tf.layers.dense({ name: dense, units: 1, kernelInitializer }))], features);
  if (classes === undefined) return tf.model({ name: "discriminator", inputs: images, outputs: logits });
  const labels = tf.input({ name: "discriminator_labels", shape: [classes] }), name = "discriminator_projection";
  const fit = normalized(projection({ name, kernelInitializer: initializers.glorotUniform(name) }));
  const outputs = applyJoined(tf.layers.add({ name: "discriminator_sum" }), [
    logits,
    applyJoined(fit, [features, labels]),
  ]);
  return tf.model({ name: "discriminator", inputs: [images, labels], outputs });
}

const normalized = (layer: Layer): Layer => spectralNormalization({ layer });

/** Two convolutions, beside a third one of kernel 1 where they halve the map, and beside nothing else. */
function residualBlock(
  { width, initializers }: SnganBuild,
  block: number,
  input: tf.SymbolicTensor,
  isHalving: boolean,
): tf.SymbolicTensor {
  const second = 2 * block, first = second - 1, filters = width / 2;
  const relu = (index: number): Layer => activationLayer("relu", `discriminator_relu_${index}`);
  const convolution = (index: number): Layer => {
    const name = `discriminator_conv_${index}`, kernelInitializer = initializers.doubledGlorotUniform(name);
    return normalized(tf.layers.conv2d({ name, filters, kernelSize: 3, padding: "same", kernelInitializer }));
  };
  const halving = (name: string): Layer[] => isHalving ? [tf.layers.averagePooling2d({ name, poolSize: 2 })] : [];
  const residual = applyLayers([
    ...block > 1 ? [relu(first)] : [], // images have no negative half to cut off
    convolution(first),
    relu(second),
    convolution(second),
    ...halving(`discriminator_pooling_${block}`),
  ], input);
  const name = `discriminator_shortcut_${block}`, kernelInitializer = initializers.glorotUniform(name);
  const shortcut = isHalving
    ? [
      // pooling before a convolution of kernel 1 is the same as after it, in a quarter of the time
      ...halving(`discriminator_shortcut_pooling_${block}`),
      normalized(tf.layers.conv2d({ name, filters, kernelSize: 1, kernelInitializer })),
    ]
    : [];
  return applyJoined(tf.layers.add({ name: `discriminator_sum_${block}` }), [residual, applyLayers(shortcut, input)]);
}
