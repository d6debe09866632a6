import type { Layer, LayersModel } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { activationLayer } from "./_activation_layer.ts";
import { applyJoined, applyLayers } from "./_apply_layers.ts";
import { NORMALIZATION } from "./_normalization.ts";
import type { SnganBuild } from "./_sngan_build.ts";
import { conditionalBatchNormalization } from "./conditional_batch_normalization.ts";
import { upsample } from "./upsample.ts";

/** Builds the generator: `[latent]`, or `[latent, labels]` where there are classes, to an image in [-1, 1]. */
export function snganGenerator(build: SnganBuild): LayersModel {
  const { image: [height, width, channels], halvings, latent, width: filters, classes, initializers } = build;
  const latents = tf.input({ name: "generator_latent", shape: [latent] });
  const labels = classes === undefined ? undefined : tf.input({ name: "generator_labels", shape: [classes] });
  const base = [height / 2 ** halvings, width / 2 ** halvings, filters], dense = "generator_dense";
  let map = applyLayers([
    tf.layers.dense({
      name: dense,
      units: tf.util.sizeFromShape(base),
      kernelInitializer: initializers.glorotUniform(dense),
    }),
    tf.layers.reshape({ name: "generator_reshape", targetShape: base }),
  ], latents);
  for (let block = 1; block <= halvings; block++) map = upBlock(build, block, map, labels);
  const last = 2 * halvings + 1, name = "generator_image";
  const outputs = applyLayers([
    tf.layers.batchNormalization({ name: `generator_batch_normalization_${last}`, ...NORMALIZATION }),
    activationLayer("relu", `generator_relu_${last}`),
    tf.layers.conv2d({
      name,
      filters: channels,
      kernelSize: 3,
      padding: "same",
      kernelInitializer: initializers.glorotUniform(name),
    }),
    activationLayer("tanh", "generator_tanh"),
  ], map);
  return tf.model({ name: "generator", inputs: labels ? [latents, labels] : latents, outputs });
}

/** Two convolutions beside a third one of kernel 1, all of twice the height and width. */
function upBlock(
  { width, initializers }: SnganBuild,
  block: number,
  input: tf.SymbolicTensor,
  labels?: tf.SymbolicTensor,
): tf.SymbolicTensor {
  const second = 2 * block, first = second - 1;
  const normalized = (index: number, map: tf.SymbolicTensor): tf.SymbolicTensor => {
    const options = { name: `generator_batch_normalization_${index}`, ...NORMALIZATION };
    const normalization = labels
      ? applyJoined(conditionalBatchNormalization(options), [map, labels])
      : applyLayers([tf.layers.batchNormalization(options)], map);
    return applyLayers([activationLayer("relu", `generator_relu_${index}`)], normalization);
  };
  const convolution = (index: number): Layer => {
    const name = `generator_conv_${index}`, kernelInitializer = initializers.doubledGlorotUniform(name);
    return tf.layers.conv2d({ name, filters: width, kernelSize: 3, padding: "same", kernelInitializer });
  };
  const shortcut = `generator_shortcut_${block}`;
  const doubled = applyLayers([
    upsample({ method: "nearest", name: `generator_upsample_${block}` }),
    convolution(first),
  ], normalized(first, input));
  return applyJoined(tf.layers.add({ name: `generator_sum_${block}` }), [
    applyLayers([convolution(second)], normalized(second, doubled)),
    // a convolution of kernel 1 before the upsampling is the same as after it, in a quarter of the time
    applyLayers([
      tf.layers.conv2d({
        name: shortcut,
        filters: width,
        kernelSize: 1,
        kernelInitializer: initializers.glorotUniform(shortcut),
      }),
      upsample({ method: "nearest", name: `generator_shortcut_upsample_${block}` }),
    ], input),
  ]);
}
