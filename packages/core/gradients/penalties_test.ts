import { assert } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startCompute } from "../compute.ts";
import type { LayersModel, Tensor, Variable } from "../tensor.ts";
import { centralDifferences, gradientError, spacedInputs } from "../testdata/finite_differences.ts";

type Layers = () => tf.layers.Layer[];

const bias = () => tf.initializers.constant({ value: 0.1 });

/** Discriminators of images `[6, 6, 1]` with an activation, a normalization or a pooling each. */
const DISCRIMINATORS: Readonly<Record<string, Layers>> = {
  "leaky ReLU and batch normalization": () => [
    tf.layers.leakyReLU({ alpha: 0.2 }),
    tf.layers.batchNormalization({ epsilon: 0.1 }),
  ],
  "ReLU": () => [tf.layers.reLU()],
  "tanh": () => [tf.layers.activation({ activation: "tanh" })],
  "ELU": () => [tf.layers.elu({})],
  "softplus and average pooling": () => [
    tf.layers.activation({ activation: "softplus" }),
    tf.layers.averagePooling2d({ poolSize: 2 }),
  ],
  "sigmoid and max pooling": () => [
    tf.layers.activation({ activation: "sigmoid" }),
    tf.layers.maxPooling2d({ poolSize: 2 }),
  ],
  "swish and upsampling":
    () => [tf.layers.activation({ activation: "swish" }), tf.layers.upSampling2d({ size: [2, 2] })],
};

function discriminator(layers: Layers): LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [6, 6, 1],
        filters: 2,
        kernelSize: 3,
        strides: 2,
        padding: "same",
        biasInitializer: bias(),
      }),
      ...layers(),
      tf.layers.flatten(),
      tf.layers.dense({ units: 3, activation: "tanh", biasInitializer: bias() }),
      tf.layers.dense({ units: 1 }),
    ],
  });
}

function inputGradient(model: LayersModel, images: Tensor): Tensor {
  return tf.grad((x: Tensor) => (model.apply(x, { training: true }) as Tensor).sum())(images);
}

/** Penalties of the discriminator's gradient by the images, as losses use them. */
const PENALTIES: Readonly<Record<string, (gradient: Tensor) => Tensor>> = {
  // Improved training of Wasserstein GANs. Gulrajani et al., 2017
  "WGAN-GP": (gradient) => gradient.square().sum([1, 2, 3]).add(1e-6).sqrt().sub(1).square().mean(),
  // Which training methods for GANs do actually converge? Mescheder et al., 2018
  "R1": (gradient) => gradient.square().sum([1, 2, 3]).mean().mul(5),
};

const TOLERANCE = 5e-3;

for (const backend of ["cpu", "tensorflow"] as const) {
  for (const [layersName, layers] of Object.entries(DISCRIMINATORS)) {
    for (const [penaltyName, penalty] of Object.entries(PENALTIES)) {
      Deno.test(`${penaltyName} through ${layersName} on ${backend} has the right gradient by every weight`, async () => {
        await startCompute({ backend });
        const model = discriminator(layers);
        const weights = model.trainableWeights.map((weight) => weight.read() as Variable);
        const starts = spacedInputs(weights.map(({ shape }) => shape), -0.9, 0.9);
        const [images] = spacedInputs([[3, 6, 6, 1]]) as [Tensor];
        const lossAt = (values: Tensor[]) => {
          values.forEach((value, index) => weights[index]!.assign(value));
          return tf.tidy(() => penalty(inputGradient(model, images)).dataSync()[0]!);
        };
        lossAt(starts);
        const { grads } = tf.variableGrads(() => penalty(inputGradient(model, images)) as tf.Scalar, weights);
        const gradients = weights.map((weight) => grads[weight.name] ?? tf.zerosLike(weight));
        // the step is small enough that hardly any unit crosses its kink, and the tolerance leaves room for the few that do
        const error = gradientError(gradients, centralDifferences(lossAt, starts, 0.002));
        assert(error < TOLERANCE, `the penalty's gradient is off by ${error}`);
        tf.dispose([grads, gradients, starts, images]);
        model.dispose();
      });
    }
  }
}
