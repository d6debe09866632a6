import type { Compute, FileLock, Optimizer, Variable } from "@forger/core";
import type { Source, StreamedSource } from "@forger/data";
import { resolveBatch } from "./batch_sizes.ts";
import type { Experiment } from "./experiment.ts";
import type { HookDriver } from "./hook_driver.ts";
import { isConditional, type Networks, type Player } from "./networks.ts";
import type { Plugin } from "./plugin.ts";
import type { RealBatches } from "./real_batches.ts";
import type { RunState } from "./run_state.ts";
import { splitBatch } from "./split_batch.ts";
import type { TrainerSettings } from "./trainer.ts";
import type { TrainingStepParts } from "./training_step.ts";

/** What a training holds while it lasts. */
export interface TrainingParts {
  readonly experiment: Experiment;
  readonly settings: TrainerSettings;
  readonly plugins: readonly Plugin[];
  readonly hooks: HookDriver;
  readonly compute: Compute;
  readonly seed: number;
  readonly data: Source | StreamedSource;
  readonly networks: Networks;
  readonly real: RealBatches;
  readonly folder: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** No other process trains into the folder as long as it is held. */
  readonly lock: FileLock;
  /** From where training goes on; undefined where it begins. */
  readonly resumed: RunState | undefined;
}

/** What a step of it is made of. */
export function stepPartsOf(
  { compute: { group }, data, experiment, hooks, networks, real, seed, settings }: TrainingParts,
  optimizers: Readonly<Record<Player, Optimizer>>,
  counter: Variable,
): TrainingStepParts {
  const { discriminatorUpdate = "joint", fakes = "fresh", latent, loss, optimizers: recipes } = experiment;
  const learningRates = {
    discriminator: recipes.discriminator.learningRate,
    generator: recipes.generator.learningRate,
  };
  const batch = resolveBatch(experiment.batch);
  return {
    batch: group ? splitBatch(batch, group.workers) : batch,
    classes: isConditional(networks) ? data.classes!.length : undefined,
    counter,
    discriminatorUpdate,
    fakes,
    group,
    hooks,
    latent,
    learningRates,
    loss,
    networks,
    optimizers,
    real,
    runSteps: experiment.steps,
    seed,
    sharesMoments: settings.batchNormalization === "synchronised",
  };
}
