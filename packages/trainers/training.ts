import { setImmediate } from "node:timers";
import * as tf from "@tensorflow/tfjs";
import {
  type CompileDecision,
  CompiledStep,
  type Compute,
  type LayersModel,
  type Optimizer,
  stateVariable,
  type Tensor,
  type Variable,
} from "@forger/core";
import type { Source } from "@forger/data";
import type { Latent } from "@forger/samplers";
import { resolveBatch } from "./batch_sizes.ts";
import { checkNetworks } from "./check_networks.ts";
import { describeRun } from "./describe_run.ts";
import type { Experiment } from "./experiment.ts";
import type { HookDriver } from "./hook_driver.ts";
import type { EndReason, Hooks } from "./hooks.ts";
import type { Networks, Player } from "./networks.ts";
import type { Plugin } from "./plugin.ts";
import { RealBatches } from "./real_batches.ts";
import { ReportBuffers } from "./report_buffers.ts";
import { createRunFolder, writeConfig } from "./run_folder.ts";
import type { Run } from "./run.ts";
import type { StepLog } from "./step_report.ts";
import { trainableVariables } from "./trainable_variables.ts";
import type { TrainerSettings } from "./trainer.ts";
import { trainingStep } from "./training_step.ts";

/** How a training ended. */
export interface TrainResult {
  /** Whether it came to its end. */
  readonly reason: EndReason;
  /** Why a plugin or the user stopped it. */
  readonly stopReason: string | undefined;
  /** The folder into which everything was written. */
  readonly folder: string;
  /** Steps done. */
  readonly steps: number;
  /** What the last step logged. */
  readonly last: StepLog | undefined;
  /** The trained networks. */
  readonly networks: Networks;
  /** The generator to sample from: a plugin's, for instance one of averaged weights, or the trained one. */
  readonly generator: LayersModel;
}

/** A call should not keep Ctrl-C and the progress bar waiting for longer than this. */
const MILLISECONDS_PER_CALL = 500;

/** What a training holds while it lasts. */
interface TrainingParts {
  readonly experiment: Experiment;
  readonly settings: TrainerSettings;
  readonly plugins: readonly Plugin[];
  readonly hooks: HookDriver;
  readonly compute: Compute;
  readonly seed: number;
  readonly data: Source;
  readonly networks: Networks;
  readonly real: RealBatches;
  readonly folder: string;
}

/** One run of an experiment while it lasts: the loop, and what hooks see of it. */
export class Training implements Run {
  readonly #parts: TrainingParts;
  readonly #optimizers: Readonly<Record<Player, Optimizer>>;
  readonly #counter: Variable;
  readonly #compiled: CompiledStep;
  readonly #reports: ReportBuffers;
  #step = 0;
  #begin = 0;
  #stopReason: string | undefined;
  #last: StepLog | undefined;

  private constructor(parts: TrainingParts) {
    this.#parts = parts;
    const { experiment, hooks, networks, plugins, real, seed, settings } = parts;
    this.#counter = stateVariable(() => tf.scalar(0, "int32"));
    const create = (player: Player) => experiment.optimizers[player].create(trainableVariables(networks[player]));
    this.#optimizers = { discriminator: create("discriminator"), generator: create("generator") };
    const { discriminatorUpdate = "joint", fakes = "fresh", latent, loss, optimizers } = experiment;
    const learningRates = {
      discriminator: optimizers.discriminator.learningRate,
      generator: optimizers.generator.learningRate,
    };
    const step = trainingStep({
      batch: resolveBatch(experiment.batch),
      counter: this.#counter,
      discriminatorUpdate,
      fakes,
      hooks,
      latent,
      learningRates,
      loss,
      networks,
      optimizers: this.#optimizers,
      real,
      runSteps: experiment.steps,
      seed,
    });
    this.#compiled = new CompiledStep(step, { mode: settings.compile });
    this.#reports = new ReportBuffers(plugins);
  }

  /** Loads the data, builds the networks and, when all fits, makes the run's folder. */
  static async open(
    given: Pick<TrainingParts, "experiment" | "settings" | "plugins" | "hooks" | "compute">,
  ): Promise<Training> {
    const { experiment, settings } = given;
    const { compile = "auto", seed = 1 } = settings;
    const data = await experiment.data();
    try {
      const networks = experiment.networks({ seed });
      checkNetworks(networks, data, experiment.latent);
      const real = new RealBatches(data, resolveBatch(experiment.batch).real, seed);
      const folder = await createRunFolder("runs", experiment.name, settings.folder);
      await writeConfig(folder, describeRun({ ...given, seed, data, networks, compile }));
      return new Training({ ...given, seed, data, networks, real, folder });
    } catch (error) {
      data.dispose();
      throw error;
    }
  }

  get name(): string {
    return this.#parts.experiment.name;
  }

  get folder(): string {
    return this.#parts.folder;
  }

  get seed(): number {
    return this.#parts.seed;
  }

  get steps(): number {
    return this.#parts.experiment.steps;
  }

  get data(): Source {
    return this.#parts.data;
  }

  get latent(): Latent {
    return this.#parts.experiment.latent;
  }

  get networks(): Networks {
    return this.#parts.networks;
  }

  get compute(): Compute {
    return this.#parts.compute;
  }

  get decision(): CompileDecision | undefined {
    return this.#compiled.decision;
  }

  get generator(): LayersModel {
    return this.#parts.hooks.first("samplingGenerator", (hook) => (hook as () => LayersModel | undefined)()) ??
      this.networks.generator;
  }

  generate(latent: Tensor): Tensor {
    return tf.tidy(() => this.generator.apply(latent, { training: false }) as Tensor);
  }

  stop(reason: string): void {
    this.#stopReason ??= reason;
  }

  /** Trains to the end; hooks hear of it however it ends. */
  async run(): Promise<TrainResult> {
    try {
      await this.#runHooks("onTrainBegin", (hook) => hook(this));
      await this.#loop();
    } catch (error) {
      throw await this.#afterFailure(error);
    }
    const reason = this.#stopReason === undefined ? "finished" : "stopped";
    await this.#runHooks("onTrainEnd", (hook) => hook(reason, this));
    const { folder, generator, networks } = this;
    return { reason, stopReason: this.#stopReason, folder, steps: this.#step, last: this.#last, networks, generator };
  }

  /** Tells the hooks; what fails in them is said besides, as it must not hide what failed first. */
  async #afterFailure(error: unknown): Promise<unknown> {
    try {
      await this.#runHooks("onError", (hook) => hook(error, this));
      await this.#runHooks("onTrainEnd", (hook) => hook("failed", this));
      return error;
    } catch (second) {
      const messages = [error, second].map((one) => one instanceof Error ? one.message : String(one));
      return new AggregateError([error, second], messages.join("; then: "));
    }
  }

  async #loop(): Promise<void> {
    const { hooks, real, settings: { signal } } = this.#parts;
    const untilEpochEnd = hooks.handlers("onEpochEnd").length > 0;
    let stepsPerCall = 1;
    this.#begin = performance.now();
    while (this.#step < this.steps && this.#stopReason === undefined) {
      const count = Math.min(
        stepsPerCall,
        this.steps - this.#step,
        real.stepsAhead,
        untilEpochEnd ? real.stepsToEpochEnd : Infinity,
        this.#reports.stepsToNext(this.#step),
      );
      const callBegin = performance.now();
      const rows = await this.#compiled.run([], count, real.stepsAhead);
      const perStep = (performance.now() - callBegin) / count;
      // the first call compiles, so its time says nothing
      if (this.#step > 0) {
        stepsPerCall = Math.min(Math.max(1, Math.floor(MILLISECONDS_PER_CALL / perStep)), this.#compiled.mostSteps);
      }
      await this.#afterCall(rows, count);
      await nextTurn();
      if (signal?.aborted) this.stop(signal.reason instanceof Error ? signal.reason.message : String(signal.reason));
    }
    await this.#report("onStepEnd", this.#reports.rest());
  }

  async #afterCall(rows: Float32Array, count: number): Promise<void> {
    const logs = toLogs(rows, this.#compiled.outputNames, this.#step);
    this.#step += count;
    this.#parts.hooks.step = this.#step;
    this.#last = logs.at(-1);
    this.#reports.add(logs);
    const epochEnded = this.#parts.real.advance(count);
    await this.#report("onStepEnd", this.#reports.due(this.#step));
    if (epochEnded) await this.#report("onEpochEnd", this.#reports.epoch());
  }

  async #report(hook: "onStepEnd" | "onEpochEnd", due: ReadonlyMap<Plugin, readonly StepLog[]>): Promise<void> {
    await this.#runHooks(hook, (run, plugin) => {
      const logs = due.get(plugin);
      if (!logs) return;
      const { epoch, rowsSeen } = this.#parts.real;
      return run({
        step: this.#step,
        epoch,
        imagesSeen: rowsSeen,
        logs,
        elapsed: performance.now() - this.#begin,
      }, this);
    });
  }

  async #runHooks<Name extends "onTrainBegin" | "onStepEnd" | "onEpochEnd" | "onTrainEnd" | "onError">(
    name: Name,
    call: (hook: Hooks[Name], plugin: Plugin) => void | Promise<void>,
  ): Promise<void> {
    const { hooks } = this.#parts;
    for (const { plugin, run } of hooks.handlers(name)) await hooks.run(name, plugin, () => call(run, plugin));
  }

  /** Frees what only the training needed; the networks stay. */
  dispose(): void {
    this.#compiled.dispose();
    this.#optimizers.discriminator.dispose();
    this.#optimizers.generator.dispose();
    this.#parts.real.dispose();
    this.#counter.dispose();
    this.data.dispose();
  }
}

/** Lets timers and signals come, also where steps are computed without ever waiting. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function toLogs(rows: Float32Array, names: readonly string[], stepsBefore: number): StepLog[] {
  return Array.from({ length: rows.length / names.length }, (_, index) => ({
    step: stepsBefore + index + 1,
    values: Object.fromEntries(names.map((name, column) => [name, rows[index * names.length + column]!])),
  }));
}
