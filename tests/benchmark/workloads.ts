import { adam, type OptimizerRecipe } from "@forger/core";
import { mlp, mnistDcgan } from "@forger/layers";
import { type GanLoss, nonSaturating, wasserstein } from "@forger/losses";
import type { BatchSizes, Networks, Plugin } from "@forger/trainers";
import { gradientPenalty } from "@forger/plugins";
import type { LossTolerance } from "./comparability.ts";
import type { Contender } from "./contenders.ts";
import type { WorkloadRequest } from "./measurement.ts";
import type { SyntheticRows } from "./synthetic_rows.ts";
import { tutorialWorkloads } from "./tutorial_workloads.ts";
import { wganGpNetworks } from "./wgan_gp_networks.ts";

/** A GAN that every side trains. */
export interface Workload {
  readonly name: string;
  readonly batch: number | BatchSizes;
  /** Whether the discriminator learns from real and fake samples in one update, or in one after the other. @default {"joint"} */
  readonly discriminatorUpdate?: "joint" | "separate";
  /** Whether the generator's update draws fresh samples or shares those of the discriminator's update. @default {"fresh"} */
  readonly fakes?: "fresh" | "shared";
  /** Adam for both players. @default {ADAM} */
  readonly optimizer?: OptimizerRecipe;
  /** The length of a latent. */
  readonly latent: number;
  readonly data: SyntheticRows;
  readonly networks: (options: { readonly seed: number }) => Networks;
  /** The peers know it by its name. */
  readonly loss: GanLoss;
  /** What is trained with besides; the peers know plugins by their names and options. */
  readonly plugins: readonly Plugin[];
  /** How many of the first steps have their losses compared. */
  readonly comparedSteps: number;
  /** How far apart the sides' losses may be. @default {LOSS_TOLERANCE} */
  readonly lossTolerance?: LossTolerance;
  /** The peers that know it. @default {all} */
  readonly peers?: readonly Contender[];
}

/** The optimizer of both players, unless a workload has its own. */
export const ADAM: OptimizerRecipe = adam(2e-4, { beta1: 0.5 });

/** The workloads; `peer_pytorch.py` and `peer_tensorflow.py` have the same networks under the same names. */
export const WORKLOADS: readonly Workload[] = [
  {
    name: "1-d gan",
    batch: 128,
    latent: 5,
    data: { kind: "parabola", count: 60_000, shape: [2], range: [-1, 1] },
    networks: ({ seed }) => ({
      generator: mlp({ name: "generator", sizes: [5, 15, 2], seed }),
      discriminator: mlp({ name: "discriminator", sizes: [2, 25, 1], seed }),
    }),
    loss: nonSaturating,
    plugins: [],
    comparedSteps: 100,
  },
  {
    name: "mlp gan",
    batch: 100,
    latent: 64,
    data: { kind: "images", count: 10_000, shape: [784], range: [-1, 1] },
    networks: ({ seed }) => ({
      generator: mlp({ name: "generator", sizes: [64, 256, 256, 784], output: "tanh", seed }),
      discriminator: mlp({ name: "discriminator", sizes: [784, 256, 256, 1], activation: "leakyRelu", seed }),
    }),
    loss: nonSaturating,
    plugins: [],
    comparedSteps: 50,
  },
  {
    name: "dcgan",
    batch: 64,
    latent: 100,
    data: { kind: "images", count: 10_000, shape: [28, 28, 1], range: [0, 1] },
    networks: ({ seed }) => mnistDcgan({ seed }),
    loss: nonSaturating,
    plugins: [],
    comparedSteps: 10,
  },
  {
    name: "wgan-gp",
    batch: 64,
    latent: 64,
    data: { kind: "images", count: 10_000, shape: [28, 28, 1], range: [-1, 1] },
    networks: wganGpNetworks,
    loss: wasserstein,
    plugins: [gradientPenalty({ weight: 10, target: 1 })],
    comparedSteps: 50,
    lossTolerance: { first: 0.3, mean: 0.12 }, // the penalty makes the loss 5 to 7, not 1.4
  },
  ...await tutorialWorkloads(),
];

/**
 * Finds a workload by its name.
 *
 * @throws {RangeError} If there is none of that name.
 */
export function workloadNamed(name: string): Workload {
  const found = WORKLOADS.find((workload) => workload.name === name);
  if (found) return found;
  const names = WORKLOADS.map((workload) => workload.name).join(", ");
  throw new RangeError(`Cannot find workload as name must be one of ${names}: current value is ${name}`);
}

/** What a workload asks of every side. */
export function describeWorkload(workload: Workload): WorkloadRequest {
  const { name, batch, comparedSteps, data, latent, loss, plugins } = workload;
  const { discriminatorUpdate = "joint", fakes = "fresh", optimizer: { learningRate, settings } = ADAM } = workload;
  return {
    workload: name,
    batch,
    discriminatorUpdate,
    fakes,
    latent,
    data,
    loss: loss.name,
    plugins: plugins.map((plugin) => ({ name: plugin.name, options: plugin.options ?? {} })),
    learningRate: learningRate as number,
    ...settings as Pick<WorkloadRequest, "beta1" | "beta2" | "epsilon">,
    comparedSteps,
  };
}

/** Whether a gradient penalty is trained with. */
export function isPenalized({ plugins }: Workload): boolean {
  return plugins.some(({ name }) => name === "gradient-penalty");
}
