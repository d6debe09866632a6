import type { Layer, LayersModel } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { activationLayer } from "./_activation_layer.ts";
import { applyJoined, applyLayers } from "./_apply_layers.ts";
import { type DcganBuild, type DcganLabels, EMBEDDING_STDDEV, KERNEL_STDDEV, RESAMPLE } from "./_dcgan_build.ts";
import { NORMALIZATION } from "./_normalization.ts";
import { projection } from "./projection.ts";

const NAME = "discriminator";

/** Builds the discriminator: images, and labels where it is told of them, to logits, and to class logits where it says them. */
export function dcganDiscriminator(build: DcganBuild): LayersModel {
  const { image, labels } = build;
  if (!labels) return tf.sequential({ name: NAME, layers: [...featureLayers(build, [...image]), logits(build)] });
  if (labels.condition === "auxiliary") return classifying(build, labels);
  return labels.condition === "projection" ? projecting(build, labels) : withPlanes(build, labels);
}

function classifying(build: DcganBuild, { classes }: DcganLabels): LayersModel {
  const images = imageInput(build), features = applyLayers(featureLayers(build), images);
  const heads = [logits(build), dense(build, "discriminator_class_logits", { units: classes })];
  return tf.model({ name: NAME, inputs: images, outputs: heads.map((head) => applyLayers([head], features)) });
}

function projecting(build: DcganBuild, labels: DcganLabels): LayersModel {
  const images = imageInput(build), oneHot = labelInput(labels);
  const features = applyLayers(featureLayers(build), images);
  const name = "discriminator_projection";
  const fit = projection({ name, kernelInitializer: build.normal(name, KERNEL_STDDEV) });
  const outputs = applyJoined(tf.layers.add({ name: "discriminator_sum" }), [
    applyLayers([logits(build)], features),
    applyJoined(fit, [features, oneHot]),
  ]);
  return tf.model({ name: NAME, inputs: [images, oneHot], outputs });
}

/** Planes beside the image's channels: one for each class, or a learnt one. */
function withPlanes(build: DcganBuild, labels: DcganLabels): LayersModel {
  const images = imageInput(build), oneHot = labelInput(labels);
  const [height, width] = build.image, { classes, condition } = labels;
  const planes = condition === "concatenation"
    ? [
      tf.layers.repeatVector({ name: "discriminator_repeat", n: height * width }),
      tf.layers.reshape({ name: "discriminator_planes", targetShape: [height, width, classes] }),
    ]
    : [
      dense(build, "discriminator_embedding", { units: height * width, useBias: false, stddev: EMBEDDING_STDDEV }),
      tf.layers.reshape({ name: "discriminator_plane", targetShape: [height, width, 1] }),
    ];
  const join = tf.layers.concatenate({ name: "discriminator_concatenate" });
  const joined = applyJoined(join, [images, applyLayers(planes, oneHot)]);
  return tf.model({
    name: NAME,
    inputs: [images, oneHot],
    outputs: applyLayers([...featureLayers(build), logits(build)], joined),
  });
}

function imageInput({ image }: DcganBuild): tf.SymbolicTensor {
  return tf.input({ name: "discriminator_images", shape: [...image] });
}

function labelInput({ classes }: DcganLabels): tf.SymbolicTensor {
  return tf.input({ name: "discriminator_labels", shape: [classes] });
}

function logits(build: DcganBuild): Layer {
  return dense(build, "discriminator_logits", { units: 1 });
}

function dense(
  { normal }: DcganBuild,
  name: string,
  { stddev = KERNEL_STDDEV, ...options }: { units: number; useBias?: boolean; stddev?: number },
): Layer {
  return tf.layers.dense({ name, kernelInitializer: normal(name, stddev), ...options });
}

/** From images to `[features]`; `inputShape` is given where the image alone is the network's input. */
function featureLayers(build: DcganBuild, inputShape?: number[]): Layer[] {
  const { discriminatorNormalization, discriminatorUnits, discriminatorWidths, normal } = build;
  const isNormalized = (index: number) => discriminatorNormalization === "batch" && index > 1; // never by the image itself
  const activated = (index: number): Layer[] => [
    ...isNormalized(index)
      ? [tf.layers.batchNormalization({ name: `discriminator_batch_normalization_${index}`, ...NORMALIZATION })]
      : [],
    activationLayer("leakyRelu", `discriminator_leaky_relu_${index}`),
  ];
  const convolution = (filters: number, index: number): Layer => {
    const name = `discriminator_conv_${index}`;
    return tf.layers.conv2d({
      name,
      kernelInitializer: normal(name, KERNEL_STDDEV),
      ...RESAMPLE,
      filters,
      useBias: !isNormalized(index), // normalization has its own offset
      inputShape: index === 1 ? inputShape : undefined,
    });
  };
  const last = discriminatorWidths.length + 1;
  return [
    ...discriminatorWidths.flatMap((filters, index) => [convolution(filters, index + 1), ...activated(index + 1)]),
    tf.layers.flatten({ name: "discriminator_flatten" }),
    ...discriminatorUnits === undefined ? [] : [
      dense(build, "discriminator_dense", { units: discriminatorUnits, useBias: !isNormalized(last) }),
      ...activated(last),
    ],
  ];
}
