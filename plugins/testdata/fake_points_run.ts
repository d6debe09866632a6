import type { Source } from "@forger/data";
import type { Run } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";
import { fakeRun } from "./fake_run.ts";

/**
 * The corners of a square, over and over, a generator that makes points on its diagonal, and a discriminator whose logits
 * are 4 (x + y - 1).
 */
export function fakePointsRun(changes: Partial<Run> = {}): Promise<Run> {
  const data: Source = {
    name: "corners",
    size: 40,
    shape: [2],
    range: [0, 1],
    modes: { centers: [[0, 0], [1, 0], [0, 1], [1, 1]], stddev: 0.1 },
    gather: (indices) => tf.tidy(() => tf.stack([indices.mod(2), indices.div(2).floor().mod(2)], 1).toFloat()),
    dispose() {},
  };
  const kernel = tf.initializers.constant({ value: 4 }), bias = tf.initializers.constant({ value: -4 });
  const dense = { units: 1, inputShape: [2], kernelInitializer: kernel, biasInitializer: bias };
  const networks = {
    generator: tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] }),
    discriminator: tf.sequential({ layers: [tf.layers.dense(dense)] }),
  };
  return fakeRun({
    data,
    networks,
    generate: (latent) => tf.tidy(() => tf.linspace(0, 1, latent.shape[0]!).reshape([-1, 1]).tile([1, 2])),
    ...changes,
  });
}
