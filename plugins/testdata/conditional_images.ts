import { arraySource } from "@forger/data";
import type { Experiment } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";
import { tinyImages } from "./tiny_images.ts";

const SHAPE = [6, 6, 2], VALUES = 6 * 6 * 2, CLASSES = 3, LATENT_SIZE = 3;

const drawn = (seed: number) => ({ kernelInitializer: tf.initializers.randomNormal({ stddev: 0.3, seed }) });

/** The tiny images with labels, and networks that know of them: by labels as an input, or by class logits. */
export function conditionalImages(by: "labels" | "class logits"): Partial<Experiment> {
  const values = Float32Array.from({ length: 20 * VALUES }, (_, index) => Math.sin(index * index));
  const labels = Array.from({ length: 20 }, (_, index) => index % CLASSES);
  return {
    ...tinyImages(),
    data: () => arraySource({ name: "waves", values, labels, shape: SHAPE, range: [-1, 1] }),
    networks: ({ seed }) => ({ generator: generator(seed), discriminator: discriminator(by, seed + 1) }),
  };
}

function generator(seed: number): tf.LayersModel {
  const latent = tf.input({ name: "generator_latent", shape: [LATENT_SIZE] });
  const labels = tf.input({ name: "generator_labels", shape: [CLASSES] });
  const image = [
    tf.layers.dense({ name: "generator_values", units: VALUES, ...drawn(seed) }),
    tf.layers.batchNormalization({ name: "generator_normalized", momentum: 0.5 }),
    tf.layers.reshape({ name: "generator_images", targetShape: SHAPE }),
    tf.layers.activation({ name: "generator_range", activation: "tanh" }),
  ].reduce(
    (tensor, layer) => layer.apply(tensor) as tf.SymbolicTensor,
    tf.layers.concatenate({ name: "generator_both" }).apply([latent, labels]) as tf.SymbolicTensor,
  );
  return tf.model({ name: "generator", inputs: [latent, labels], outputs: image });
}

function discriminator(by: "labels" | "class logits", seed: number): tf.LayersModel {
  const image = tf.input({ name: "discriminator_images", shape: SHAPE });
  const labels = tf.input({ name: "discriminator_labels", shape: [CLASSES] });
  const maps = [
    tf.layers.conv2d({ name: "discriminator_maps", filters: 4, kernelSize: 3, strides: 2, ...drawn(seed) }),
    tf.layers.leakyReLU({ name: "discriminator_leaky", alpha: 0.2 }),
    tf.layers.flatten({ name: "discriminator_flat" }),
  ].reduce((tensor, layer) => layer.apply(tensor) as tf.SymbolicTensor, image);
  const logit = tf.layers.dense({ name: "discriminator_logit", units: 1, ...drawn(seed + 1) });
  if (by === "labels") {
    const both = tf.layers.concatenate({ name: "discriminator_both" }).apply([maps, labels]);
    const features = tf.layers.dense({
      name: "discriminator_features",
      units: 5,
      activation: "tanh",
      ...drawn(seed + 2),
    });
    const outputs = logit.apply(features.apply(both)) as tf.SymbolicTensor;
    return tf.model({ name: "discriminator", inputs: [image, labels], outputs });
  }
  const classes = tf.layers.dense({ name: "discriminator_classes", units: CLASSES, ...drawn(seed + 2) });
  const outputs = [logit.apply(maps), classes.apply(maps)] as tf.SymbolicTensor[];
  return tf.model({ name: "discriminator", inputs: image, outputs });
}
