import * as tf from "@tensorflow/tfjs";
import { adam } from "@forger/core";
import { arraySource } from "@forger/data";
import { nonSaturating } from "@forger/losses";
import { normalLatent } from "@forger/samplers";
import type { Experiment } from "../experiment.ts";

/** Rows of the tiny data set: 10 points of a parabola. */
export const TINY_SIZE = 10;

function network(name: string, sizes: readonly [number, number, number], seed: number): tf.LayersModel {
  const [inputs, hidden, outputs] = sizes;
  const kernelInitializer = (offset: number) => tf.initializers.randomNormal({ stddev: 0.5, seed: seed * 10 + offset });
  return tf.sequential({
    name,
    layers: [
      tf.layers.dense({
        name: `${name}_1`,
        units: hidden,
        inputShape: [inputs],
        activation: "tanh",
        kernelInitializer: kernelInitializer(1),
      }),
      tf.layers.dense({ name: `${name}_2`, units: outputs, kernelInitializer: kernelInitializer(2) }),
    ],
  });
}

/** An experiment that trains in milliseconds, with parts replaced as a test needs. */
export function tinyExperiment(changes: Partial<Experiment> = {}): Experiment {
  const points = Float32Array.from({ length: TINY_SIZE }, (_, row) => row / TINY_SIZE - 0.5).reduce<number[]>(
    (values, x) => [...values, x, x * x],
    [],
  );
  return {
    name: "tiny",
    data: () => arraySource({ name: "parabola", values: Float32Array.from(points), shape: [2] }),
    networks: ({ seed }) => ({
      generator: network("generator", [3, 5, 2], seed),
      discriminator: network("discriminator", [2, 5, 1], seed + 1),
    }),
    latent: normalLatent(3),
    loss: nonSaturating,
    optimizers: { discriminator: adam(0.01, { beta1: 0.5 }), generator: adam(0.01, { beta1: 0.5 }) },
    batch: 4,
    steps: 12,
    ...changes,
  };
}
