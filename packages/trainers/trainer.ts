import { type CompileMode, startCompute } from "@forger/core";
import type { BatchNormalization } from "./batch_normalization.ts";
import type { BatchSizes } from "./batch_sizes.ts";
import { checkExperiment } from "./check_experiment.ts";
import type { Experiment } from "./experiment.ts";
import { HookDriver } from "./hook_driver.ts";
import type { ResumeRequest } from "./open_resumed.ts";
import { type Plugin, type PluginList, resolvePlugins } from "./plugin.ts";
import { Training, type TrainResult } from "./training.ts";

/** Options of {@linkcode Trainer.resume}. */
export interface ResumeOptions {
  /**
   * Settings that may be others than when the run began: `"steps"`, `"optimizers"`, `"plugins"`, `"compute"`, `"options"`, or
   * parts of them such as `"plugins.sample-grid"`. @default {[]}
   */
  readonly allow?: readonly string[];
}

/** How one run of an experiment differs from others. */
export interface TrainerSettings {
  /** From it all randomness follows: an integer from 0 to 2^53 - 1. @default {1} */
  readonly seed?: number;
  /** How many steps, instead of the experiment's. */
  readonly steps?: number;
  /** Batch sizes, instead of the experiment's. */
  readonly batch?: number | BatchSizes;
  /** Plugins besides the experiment's. */
  readonly plugins?: PluginList;
  /** The run's folder. @default {"runs/<name>", numbered where taken} */
  readonly folder?: string;
  /** How the step is run. @default {"auto"} */
  readonly compile?: CompileMode;
  /**
   * The folder of another run, with a checkpoint: its weights are taken for a beginning, by name and shape. @default {none}
   */
  readonly initFrom?: string;
  /** Seconds within which a hook on the host must settle; `Infinity` for no limit. @default {600} */
  readonly hookLimit?: number;
  /** Over what batches are normalized where several workers train together. @default {"per-worker"} */
  readonly batchNormalization?: BatchNormalization;
  /** Ends training after the current call. */
  readonly signal?: AbortSignal;
}

/**
 * Trains the two networks of an experiment, with its plugins.
 *
 * Where `startCompute` was given a cluster, all its workers must make the same trainer: each trains on its part of every batch, and all have
 * the same weights after each update. The first one alone writes the run's folder.
 *
 * @example
 * ```ts
 * import { adam, startCompute } from "@forger/core";
 * import { arraySource } from "@forger/data";
 * import { mlp } from "@forger/layers";
 * import { nonSaturating } from "@forger/losses";
 * import { normalLatent } from "@forger/samplers";
 * import { Trainer } from "@forger/trainers";
 * import { assertEquals } from "@std/assert";
 *
 * await startCompute({ backend: "cpu" });
 * const trainer = new Trainer({
 *   name: "two-numbers",
 *   data: () => arraySource({ name: "numbers", values: Float32Array.of(0, 1, 2, 3), shape: [1] }),
 *   networks: ({ seed }) => ({
 *     generator: mlp({ name: "generator", sizes: [2, 4, 1], activation: "relu", seed }),
 *     discriminator: mlp({ name: "discriminator", sizes: [1, 4, 1], activation: "relu", seed }),
 *   }),
 *   latent: normalLatent(2),
 *   loss: nonSaturating,
 *   optimizers: { discriminator: adam(1e-3), generator: adam(1e-3) },
 *   batch: 2,
 *   steps: 3,
 * }, { folder: await Deno.makeTempDir() });
 * assertEquals((await trainer.train()).steps, 3);
 * ```
 */
export class Trainer {
  readonly #experiment: Experiment;
  readonly #settings: TrainerSettings;
  readonly #plugins: readonly Plugin[];
  readonly #hooks: HookDriver;

  /**
   * Checks an experiment; nothing is loaded before {@linkcode train}.
   *
   * @throws {RangeError} If a setting is out of range.
   * @throws {TypeError} If a plugin is not one, or does not fit the loss.
   */
  constructor(experiment: Experiment, settings: TrainerSettings = {}) {
    const { batch = experiment.batch, steps = experiment.steps } = settings;
    this.#experiment = { ...experiment, batch, steps };
    this.#settings = settings;
    this.#plugins = resolvePlugins([experiment.plugins ?? [], settings.plugins ?? []]);
    this.#hooks = new HookDriver(this.#plugins);
    const { batchNormalization = "per-worker", hookLimit, seed = 1 } = settings;
    if (batchNormalization !== "per-worker" && batchNormalization !== "synchronised") {
      throw new RangeError(
        `Cannot train as batchNormalization must be per-worker or synchronised: current value is ${batchNormalization}`,
      );
    }
    if (hookLimit !== undefined && !(hookLimit > 0)) {
      throw new RangeError(`Cannot train as hookLimit must be a positive number: current value is ${hookLimit}`);
    }
    checkExperiment(this.#experiment, { hooks: this.#hooks, plugins: this.#plugins, seed });
  }

  /** Trains until the last step, or until a plugin or the signal stops it. */
  async train(): Promise<TrainResult> {
    return await this.#run();
  }

  /**
   * Goes on with a run from its newest checkpoint that is whole, to the same bits as if it had never been interrupted: on the
   * same machine, as how steps are run is part of the checkpoint.
   *
   * The experiment, seed and settings must be those of the run.
   *
   * @param folder The run's folder; the plugin `checkpoints` must have been at work there.
   * @param options Which settings may be others now.
   * @throws {RangeError} If settings differ that are not allowed to: the message lists all.
   * @throws {Error} If there is no checkpoint that can be used, or another process trains into the folder.
   */
  async resume(folder: string, options: ResumeOptions = {}): Promise<TrainResult> {
    return await this.#run({ folder, ...options });
  }

  async #run(resume?: ResumeRequest): Promise<TrainResult> {
    const compute = await startCompute();
    const training = await Training.open({
      experiment: this.#experiment,
      settings: this.#settings,
      plugins: this.#plugins,
      hooks: this.#hooks,
      compute,
    }, resume);
    try {
      return await training.run();
    } finally {
      training.dispose();
    }
  }
}
