import { adam } from "@forger/core";
import { arraySource } from "@forger/data";
import { mlp } from "@forger/layers";
import { nonSaturating } from "@forger/losses";
import { checkpoints, ema, metricsFile, saveGenerator } from "@forger/plugins";
import { normalLatent } from "@forger/samplers";
import type { Experiment, Plugin } from "@forger/trainers";

/** Steps of the whole training. */
export const STEPS = 60;

/** Steps between checkpoints. */
export const EVERY = 5;

const POINTS = Float32Array.from(
  { length: 40 },
  (_, index) => index % 2 ? ((index - 20) / 40) ** 2 : (index - 20) / 40,
);

/** Makes each step last some milliseconds, so that there is time to interrupt it. */
function slowly(milliseconds: number): Plugin {
  return {
    name: "slowly",
    every: 1,
    onStepEnd: () => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  };
}

/** Options of {@linkcode tinyTraining}. */
export interface TinyTrainingOptions {
  /** How many checkpoints are kept. @default {2} */
  readonly keep?: number;
  /** How long each step lasts besides. @default {0} */
  readonly milliseconds?: number;
}

/** A training of two tiny networks that writes all that it needs to go on. */
export function tinyTraining({ keep = 2, milliseconds = 0 }: TinyTrainingOptions = {}): Experiment {
  return {
    name: "torture",
    data: () => arraySource({ name: "parabola", values: POINTS, shape: [2] }),
    networks: ({ seed }) => ({
      generator: mlp({ name: "generator", sizes: [3, 6, 2], activation: "tanh", seed }),
      discriminator: mlp({ name: "discriminator", sizes: [2, 6, 1], activation: "tanh", seed }),
    }),
    latent: normalLatent(3),
    loss: nonSaturating,
    optimizers: { discriminator: adam(0.01), generator: adam(0.01) },
    batch: 4,
    steps: STEPS,
    plugins: [
      ema({ decay: 0.9 }),
      metricsFile(),
      slowly(milliseconds),
      checkpoints({ every: EVERY, keep }),
      saveGenerator(),
    ],
  };
}
