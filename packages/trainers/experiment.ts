import type { OptimizerRecipe } from "@forger/core";
import type { Source, StreamedSource } from "@forger/data";
import type { GanLoss } from "@forger/losses";
import type { Latent } from "@forger/samplers";
import type { BatchSizes } from "./batch_sizes.ts";
import type { Networks, Player } from "./networks.ts";
import type { PluginList } from "./plugin.ts";
import type { Updates } from "./updates.ts";

/** Everything that defines a training, as data: what is trained on what, and how. */
export interface Experiment {
  /** Names the run's folder: lower-case words joined by dashes. */
  readonly name: string;
  /** One line for lists of experiments. */
  readonly description?: string;
  /** Loads the data; called once the backend has started. */
  readonly data: () => Source | StreamedSource | Promise<Source | StreamedSource>;
  /** Builds the two networks; equal seeds must give equal weights. */
  readonly networks: (options: { readonly seed: number }) => Networks;
  /** Where the generator's inputs are drawn from. */
  readonly latent: Latent;
  /** What both players minimize. */
  readonly loss: GanLoss;
  /** How each player's weights follow its gradients. */
  readonly optimizers: Readonly<Record<Player, OptimizerRecipe>>;
  /** One size for all, or each. */
  readonly batch: number | BatchSizes;
  /** Whether the discriminator learns from real and fake images in one update, or in one after the other. @default {"joint"} */
  readonly discriminatorUpdate?: "joint" | "separate";
  /** Whether the generator's update draws fresh images or shares those of the discriminator's update. @default {"fresh"} */
  readonly fakes?: "fresh" | "shared";
  /** How many updates of each player a step makes; plugins may change it. @default {one of each} */
  readonly updates?: Updates;
  /** How many steps to train. */
  readonly steps: number;
  /** Tricks, logs and pictures, in the order in which their hooks run. */
  readonly plugins?: PluginList;
}

/** Declares an experiment, so that a file of one's own is checked as it is written. */
export function experiment(definition: Experiment): Experiment {
  return definition;
}
