import { startCompute, type Tensor } from "@forger/core";
import type { Source } from "@forger/data";
import { nonSaturating } from "@forger/losses";
import { normalLatent } from "@forger/samplers";
import { type Run, type RunState, SharedValues, type StepLog, type StepReport } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";

await startCompute({ backend: "cpu" });

/** A generator of 4 x 4 images with batch normalization, so that it has weights of every kind. */
export function tinyGenerator(): tf.LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.dense({ units: 16, inputShape: [3], kernelInitializer: tf.initializers.randomNormal({ seed: 5 }) }),
      tf.layers.batchNormalization({ momentum: 0.5 }),
      tf.layers.reshape({ targetShape: [4, 4, 1] }),
      tf.layers.activation({ activation: "tanh" }),
    ],
  });
}

/** A run that no trainer runs, with parts replaced as a test needs. */
export async function fakeRun(changes: Partial<Run> = {}): Promise<Run> {
  const generator = tinyGenerator();
  const discriminator = tf.sequential({
    layers: [tf.layers.flatten({ inputShape: [4, 4, 1] }), tf.layers.dense({ units: 1 })],
  });
  const data: Source = {
    name: "fake",
    size: 10,
    shape: [4, 4, 1],
    range: [-1, 1],
    gather: (indices) => tf.zeros([indices.size, 4, 4, 1]),
    dispose() {},
  };
  return {
    name: "fake",
    folder: await Deno.makeTempDir(),
    seed: 1,
    step: 0,
    config: {},
    steps: 1000,
    data,
    classes: undefined,
    latent: normalLatent(3),
    loss: nonSaturating,
    networks: { generator, discriminator },
    generator,
    compute: { backend: "cpu", device: "CPU", version: "4.22.0" },
    decision: undefined,
    stopReason: undefined,
    shared: new SharedValues(),
    generate: (latent) => generator.apply(latent) as Tensor,
    log() {},
    warn() {},
    stop() {},
    pause() {},
    saveState: (): RunState => ({
      step: 0,
      rowsSeen: 0,
      tensors: {},
      plugins: {},
      compile: undefined,
      pending: { logs: [], onStepEnd: {}, onEpochEnd: {} },
    }),
    restoreState() {},
    ...changes,
  };
}

/** A report of the steps from `first` to `last`, whose values follow from the step. */
export function report(
  [first, last]: readonly [first: number, last: number],
  values: (step: number) => StepLog["values"],
  changes: Partial<StepReport> = {},
): StepReport {
  const logs = Array.from(
    { length: last - first + 1 },
    (_, index) => ({ step: first + index, values: values(first + index) }),
  );
  return { step: last, epoch: 0, imagesSeen: last * 8, logs, elapsed: last * 10, ...changes };
}
