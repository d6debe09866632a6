import { type CompileMode, type Compute, describeSchedule, type OptimizerRecipe, type Schedule } from "@forger/core";
import { isStreamed, type Source, type StreamedSource } from "@forger/data";
import type { BatchNormalization } from "./batch_normalization.ts";
import { resolveBatch } from "./batch_sizes.ts";
import type { Experiment } from "./experiment.ts";
import { isConditional, type Networks } from "./networks.ts";
import type { Plugin } from "./plugin.ts";
import { ONE_OF_EACH } from "./updates.ts";

/** What a run is made of. */
export interface RunParts {
  readonly experiment: Experiment;
  readonly seed: number;
  readonly data: Source | StreamedSource;
  readonly networks: Networks;
  readonly plugins: readonly Plugin[];
  readonly compute: Compute;
  readonly compile: CompileMode;
  /** How batches are normalized that several workers share. */
  readonly batchNormalization?: BatchNormalization;
}

/** A run's settings as plain data, with everything resolved: what `config.json` holds. */
export function describeRun(
  { experiment, seed, data, networks, plugins, compute, compile, batchNormalization = "per-worker" }: RunParts,
): Record<string, unknown> {
  const { name, steps, latent, loss, optimizers, discriminatorUpdate = "joint", fakes = "fresh" } = experiment;
  const { updates = ONE_OF_EACH } = experiment;
  return {
    name,
    ..."optionValues" in experiment && { options: experiment.optionValues },
    seed,
    steps,
    batch: resolveBatch(experiment.batch),
    updates,
    discriminatorUpdate,
    fakes,
    data: {
      name: data.name,
      size: data.size,
      shape: data.shape,
      range: data.range,
      ...isStreamed(data) && { streamed: true },
      ...data.fingerprint !== undefined && { fingerprint: data.fingerprint },
    },
    ...isConditional(networks) && { classes: data.classes },
    latent: { name: latent.name, size: latent.size, ...latent.options && { options: latent.options } },
    loss: loss.name,
    optimizers: {
      discriminator: describeOptimizer(optimizers.discriminator),
      generator: describeOptimizer(optimizers.generator),
    },
    parameters: { generator: networks.generator.countParams(), discriminator: networks.discriminator.countParams() },
    plugins: plugins.map(({ name, every, options }) => ({
      name,
      ...every === undefined ? {} : { every },
      ...options && { options: describeOptions(options) },
    })),
    ...compute.group && { cluster: { workers: compute.group.workers, batchNormalization } },
    compute: { backend: compute.backend, device: compute.device, version: compute.version, compile },
  };
}

function describeOptimizer({ name, learningRate, settings }: OptimizerRecipe): Record<string, unknown> {
  return { name, learningRate: describeSchedule(learningRate), ...settings };
}

/** A plugin's options as data: schedules by their names, functions by what they are. */
function describeOptions(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, isSchedule(value) ? describeSchedule(value) : value]),
  );
}

function isSchedule(value: unknown): value is Schedule {
  return typeof value === "function" ||
    typeof value === "object" && value !== null && "name" in value && "at" in value && typeof value.at === "function";
}
