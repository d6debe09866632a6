import { adam } from "@forger/core";
import { arraySource } from "@forger/data";
import { nonSaturating } from "@forger/losses";
import { normalLatent } from "@forger/samplers";
import { type Experiment, type Plugin, Trainer, type TrainerSettings, type TrainResult } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";

const SHAPE = [6, 6, 2], VALUES = 6 * 6 * 2, LATENT_SIZE = 3;

/** An experiment with small colour images that trains in milliseconds, with parts replaced as a test needs. */
export function tinyImages(changes: Partial<Experiment> = {}): Experiment {
  const values = Float32Array.from({ length: 20 * VALUES }, (_, index) => Math.sin(index * index));
  return {
    name: "tiny-images",
    data: () => arraySource({ name: "waves", values, shape: SHAPE, range: [-1, 1] }),
    networks: ({ seed }) => ({ generator: generator(seed), discriminator: discriminator(seed + 1) }),
    latent: normalLatent(LATENT_SIZE),
    loss: nonSaturating,
    optimizers: { discriminator: adam(0.01, { beta1: 0.5 }), generator: adam(0.01, { beta1: 0.5 }) },
    batch: 4,
    steps: 6,
    ...changes,
  };
}

const drawn = (seed: number) => ({ kernelInitializer: tf.initializers.randomNormal({ stddev: 0.3, seed }) });

function generator(seed: number): tf.LayersModel {
  return tf.sequential({
    name: "generator",
    layers: [
      tf.layers.dense({ name: "generator_values", units: VALUES, inputShape: [LATENT_SIZE], ...drawn(seed) }),
      tf.layers.batchNormalization({ name: "generator_normalized", momentum: 0.5 }),
      tf.layers.reshape({ name: "generator_images", targetShape: SHAPE }),
      tf.layers.activation({ name: "generator_range", activation: "tanh" }),
    ],
  });
}

function discriminator(seed: number): tf.LayersModel {
  return tf.sequential({
    name: "discriminator",
    layers: [
      tf.layers.conv2d({
        name: "discriminator_maps",
        filters: 4,
        kernelSize: 3,
        strides: 2,
        inputShape: SHAPE,
        ...drawn(seed),
      }),
      tf.layers.leakyReLU({ name: "discriminator_leaky", alpha: 0.2 }),
      tf.layers.flatten({ name: "discriminator_flat" }),
      tf.layers.dense({ name: "discriminator_features", units: 5, activation: "tanh", ...drawn(seed + 1) }),
      tf.layers.dense({ name: "discriminator_logit", units: 1, ...drawn(seed + 2) }),
    ],
  });
}

/** Trains the tiny images with plugins into a temporary folder, which is removed afterwards. */
export async function trainTinyImages(
  plugins: readonly Plugin[],
  changes: Partial<Experiment> = {},
  settings: TrainerSettings = {},
): Promise<TrainResult> {
  const folder = await Deno.makeTempDir({ prefix: "forger-plugins-" });
  try {
    return await new Trainer(tinyImages({ ...changes, plugins }), { compile: "graph", folder, ...settings }).train();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The bits of all weights of the networks, and of the generator to sample from. */
export function weightBits({ generator, networks }: TrainResult): number[] {
  return [networks.generator, networks.discriminator, generator].flatMap((network) =>
    network.getWeights().flatMap((
      weight,
    ) => [...new Int32Array((weight.dataSync() as Float32Array).slice().buffer)])
  );
}
