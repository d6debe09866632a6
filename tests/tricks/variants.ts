import { hinge, relativisticPaired } from "@forger/losses";
import {
  diffAugment,
  dragan,
  ema,
  featureMatching,
  gradientClipping,
  instanceNoise,
  labelFlipping,
  labelSmoothing,
  learningRateSchedule,
  r1,
  replayBuffer,
  spectralNormalization,
  topK,
  twoTimeScale,
  updateRatio,
} from "@forger/plugins";
import { type Experiment, type PluginList, resolvePlugins } from "@forger/trainers";

async function example(name: string): Promise<Experiment> {
  const module: { default: Experiment } = await import(new URL(`../../examples/${name}.ts`, import.meta.url).href);
  return module.default;
}

/** The run without tricks. */
export const VANILLA: Experiment = await example("mnist_vanilla");

/** What differs from the run without tricks. */
export interface Variant {
  readonly plugins?: PluginList;
  readonly changes?: Partial<Experiment>;
}

/** The pictures and logs of an experiment, which do not act on the training. */
const WATCHERS = new Set(resolvePlugins(VANILLA.plugins ?? []).map(({ name }) => name));

/** The plugins of `mnist-tricks` that act on the training. */
const ALL = resolvePlugins((await example("mnist_tricks")).plugins ?? []).filter(({ name }) => !WATCHERS.has(name));

/** Each trick alone, all together, and some other ways. */
export const VARIANTS: Readonly<Record<string, Variant>> = {
  "no trick": {},
  "label smoothing, one-sided": { plugins: [labelSmoothing()] },
  "label smoothing, two-sided": { plugins: [labelSmoothing({ fake: [0, 0.2] })] },
  "label flipping": { plugins: [labelFlipping()] },
  "instance noise": { plugins: [instanceNoise()] },
  "replay buffer": { plugins: [replayBuffer()] },
  "averaged weights": { plugins: [ema()] },
  "higher rates, two time scales": { plugins: [twoTimeScale({ discriminator: 4e-4, generator: 1e-3 })] },
  "two updates of the discriminator": { plugins: [updateRatio({ discriminator: 2 })] },
  "falling learning rates": { plugins: [learningRateSchedule()] },
  "gradient clipping": { plugins: [gradientClipping()] },
  "spectral normalization": { plugins: [spectralNormalization()] },
  "R1": { plugins: [r1()] },
  "DRAGAN": { plugins: [dragan()] },
  "top-k": { plugins: [topK()] },
  "augmentation": { plugins: [diffAugment({ colour: false })] },
  "feature matching": { plugins: [featureMatching()] },
  "hinge loss": { changes: { loss: hinge } },
  "relativistic paired loss": { changes: { loss: relativisticPaired } },
  "mnist-tricks": { plugins: ALL },
};
