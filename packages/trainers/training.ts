import { setImmediate } from "node:timers";
import * as tf from "@tensorflow/tfjs";
import {
  type CompileDecision,
  type Compute,
  type LayersModel,
  type Optimizer,
  stateVariable,
  type Tensor,
  type Variable,
} from "@forger/core";
import type { Source, StreamedSource } from "@forger/data";
import type { GanLoss } from "@forger/losses";
import { checkerboardWarnings } from "@forger/layers";
import { generate, type Latent } from "@forger/samplers";
import { resolveBatch } from "./batch_sizes.ts";
import { compileModeOf } from "./compile_mode.ts";
import { inOneError } from "./in_one_error.ts";
import type { WaitingHook } from "./hook_driver.ts";
import type { EndReason, Hooks } from "./hooks.ts";
import { isConditional, type Networks, type Player } from "./networks.ts";
import type { Plugin } from "./plugin.ts";
import { type GivenParts, openParts } from "./open_parts.ts";
import { ReportBuffers } from "./report_buffers.ts";
import { adviseOnMemory } from "./memory_advice.ts";
import type { ResumeRequest } from "./open_resumed.ts";
import { settledOrAborted } from "./settled_or_aborted.ts";
import type { Run } from "./run.ts";
import { loadState, restoreVariables, type RunState, storeState, storeVariables } from "./run_state.ts";
import { SharedValues } from "./shared_values.ts";
import type { OpenStepLog, StepLog } from "./step_report.ts";
import { StepVariants } from "./step_variants.ts";
import { trainableVariables } from "./trainable_variables.ts";
import { trainedVariables } from "./trained_variables.ts";
import { checkLogName } from "./step_logs.ts";
import { lostLosses } from "./lost_losses.ts";
import { checkInPlace } from "./run_folder.ts";
import { stepPartsOf, type TrainingParts } from "./training_parts.ts";
import { batchesPerStep, trainingStep, type TrainingStepParts } from "./training_step.ts";
import { checkUpdates, ONE_OF_EACH, type Updates } from "./updates.ts";
import { WorkerTraining } from "./worker_training.ts";

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

const HOOK_LIMIT_SECONDS = 600;

/** One run of an experiment while it lasts: the loop, and what hooks see of it. */
export class Training implements Run {
  readonly shared: SharedValues = new SharedValues();
  readonly #parts: TrainingParts;
  readonly #optimizers: Readonly<Record<Player, Optimizer>>;
  readonly #counter: Variable;
  readonly #stepParts: TrainingStepParts;
  readonly #variants: StepVariants;
  readonly #reports: ReportBuffers;
  /** The others, where several workers train together. */
  readonly #workers: WorkerTraining | undefined;
  #step = 0;
  #updates: Updates;
  #stepsPerCall = 1;
  #begin = 0;
  #stopReason: string | undefined;
  /** What plugins keep training waiting for. */
  readonly #pauses: PromiseLike<unknown>[] = [];
  #last: OpenStepLog | undefined;
  /** Of which step each plugin's `onSettled` has heard last. */
  readonly #settled = new Map<Plugin, number>();
  /** The values of the last step while `onStepEnd` runs: plugins may add some. */
  #reported: Record<string, number> | undefined;

  private constructor(parts: TrainingParts) {
    this.#parts = parts;
    const { compute: { group }, experiment, networks, plugins } = parts;
    this.#counter = stateVariable(() => tf.scalar(0, "int32"));
    const create = (player: Player) => experiment.optimizers[player].create(trainableVariables(networks[player]));
    this.#optimizers = { discriminator: create("discriminator"), generator: create("generator") };
    this.#stepParts = stepPartsOf(parts, this.#optimizers, this.#counter);
    this.#variants = new StepVariants(compileModeOf(parts));
    this.#reports = new ReportBuffers(plugins);
    this.#workers = group && new WorkerTraining(group, parts);
    this.#updates = experiment.updates ?? ONE_OF_EACH;
  }

  /** Opens all that a training needs. */
  static async open(given: GivenParts, resume?: ResumeRequest): Promise<Training> {
    const { parts, warnings } = await openParts(given, resume);
    const training = new Training(parts);
    for (const warning of warnings) training.warn(warning);
    return training;
  }

  get name(): string {
    return this.#parts.experiment.name;
  }

  get folder(): string {
    return this.#parts.folder;
  }

  get step(): number {
    return this.#step;
  }

  get config(): Readonly<Record<string, unknown>> {
    return this.#parts.config;
  }

  get seed(): number {
    return this.#parts.seed;
  }

  get steps(): number {
    return this.#parts.experiment.steps;
  }

  get data(): Source | StreamedSource {
    return this.#parts.data;
  }

  get classes(): readonly string[] | undefined {
    return isConditional(this.networks) ? this.data.classes : undefined;
  }

  get latent(): Latent {
    return this.#parts.experiment.latent;
  }

  get loss(): GanLoss {
    return this.#parts.experiment.loss;
  }

  get networks(): Networks {
    return this.#parts.networks;
  }

  get compute(): Compute {
    return this.#parts.compute;
  }

  get decision(): CompileDecision | undefined {
    return this.#variants.decision;
  }

  get generator(): LayersModel {
    return this.#parts.hooks.first("samplingGenerator", (hook) => hook()) ?? this.networks.generator;
  }

  generate(latents: Tensor, labels?: readonly number[]): Tensor {
    return generate(this.generator, latents, labels);
  }

  log(name: string, value: number): void {
    checkLogName(name);
    if (typeof value !== "number") {
      throw new TypeError(`Cannot log ${name} as it must be a number: current type is ${typeof value}`);
    }
    if (!this.#reported) throw new Error(`Cannot log ${name} as run.log must be called in onStepEnd, after a step`);
    this.#reported[name] = value;
  }

  warn(warning: string): void {
    let isShown = false;
    this.#parts.hooks.each("onWarning", (hook) => {
      if (hook(warning, this) !== false) isShown = true;
    });
    if (!isShown) console.warn(`warning: ${warning}`);
  }

  get stopReason(): string | undefined {
    return this.#stopReason ?? this.#workers?.stopReason;
  }

  stop(reason: string): void {
    if (this.#workers) this.#workers.stop(reason); // all stop together, at the next call
    else this.#stopReason ??= reason;
  }

  pause(until: PromiseLike<unknown>): void {
    this.#pauses.push(until);
    until.then(undefined, () => {}); // it may fail before it is waited for, which tells then
  }

  saveState(): RunState {
    return {
      step: this.#step,
      rowsSeen: this.#parts.real.rowsSeen,
      tensors: storeVariables(trainedVariables(this.networks, this.#optimizers)),
      plugins: this.#parts.hooks.parallel("saveState", (hook) => storeState(hook())),
      compile: this.decision?.mode,
      pending: this.#reports.pending(),
    };
  }

  restoreState(state: RunState): void {
    this.#moveTo(state);
    if (this.#last && this.#last.step > state.step) this.#last = undefined;
    this.#reports.takeBack(state.pending);
    this.#settled.clear(); // they hear again of steps that are done again
    this.#restorePlugins(state, { all: true });
    this.#planUpdates();
  }

  /** Gives weights, slots, counter and cursor the values of a state. */
  #moveTo({ step, rowsSeen, tensors }: RunState): void {
    const { hooks, real } = this.#parts;
    restoreVariables(trainedVariables(this.networks, this.#optimizers), tensors);
    tf.tidy(() => this.#counter.assign(tf.scalar(step, "int32")));
    real.moveTo(rowsSeen);
    this.#step = hooks.step = step;
  }

  /** @param all Whether plugins hear of it whose state was not saved; a resumed run may have new ones, which begin. */
  #restorePlugins({ plugins }: RunState, { all }: { readonly all: boolean }): void {
    this.#parts.hooks.each("restoreState", (hook, { name }) => {
      if (all || plugins[name]) tf.tidy(() => hook(loadState(plugins[name] ?? {}), this));
    });
  }

  /** Trains to the end; hooks hear of it however it ends. */
  async run(): Promise<TrainResult> {
    const { resumed } = this.#parts;
    try {
      if (resumed) this.#moveTo(resumed); // before plugins look at the networks
      await this.#runHooks("onTrainBegin", (hook) => hook(this));
      if (resumed) {
        this.#moveTo(resumed); // plugins may have changed weights, as at the beginning of a run
        this.#restorePlugins(resumed, { all: false });
        this.#reports.takeBack(resumed.pending);
      } else await this.#beginAsFirst();
      for (const warning of checkerboardWarnings(this.networks.generator)) this.warn(warning);
      await this.#loop();
      checkInPlace(this.#parts);
      const lost = lostLosses(this.#last), { group } = this.#parts.compute;
      if (lost !== undefined && (!group || group.own === 0)) this.warn(lost);
    } catch (error) {
      throw await this.#afterFailure(adviseOnMemory(error, resolveBatch(this.#parts.experiment.batch)));
    }
    const reason = this.#stopReason === undefined ? "finished" : "stopped";
    const failures = await this.#runAllHooks("onTrainEnd", (hook) => hook(reason, this));
    if (failures.length > 0) throw inOneError(failures);
    const { folder, generator, networks } = this;
    return { reason, stopReason: this.stopReason, folder, steps: this.#step, last: this.#last, networks, generator };
  }

  /** Where several workers train together, all begin with the first one's weights. */
  async #beginAsFirst(): Promise<void> {
    const state = await this.#workers?.shareState(() => this.saveState());
    if (!state) return; // of this one alone, or the first one
    this.#moveTo(state);
    this.#restorePlugins(state, { all: false });
  }

  /** Tells the hooks; what fails in them is said besides, as it must not hide what failed first. */
  async #afterFailure(error: unknown): Promise<unknown> {
    this.#workers?.fail(error);
    return inOneError([
      error,
      ...await this.#runAllHooks("onError", (hook) => hook(error, this)),
      ...await this.#runAllHooks("onTrainEnd", (hook) => hook("failed", this)),
    ]);
  }

  async #loop(): Promise<void> {
    const { settings: { signal } } = this.#parts;
    const goesOn = () => this.#step < this.steps && this.#stopReason === undefined;
    this.#begin = performance.now();
    this.#planUpdates();
    while (goesOn()) {
      await this.#call();
      if (goesOn()) await this.#waitWhilePaused();
      await nextTurn();
      if (signal?.aborted) this.stop(signal.reason instanceof Error ? signal.reason.message : String(signal.reason));
      if (goesOn()) continue;
      await this.#report("onStepEnd", this.#reports.rest());
      if (this.#workers) this.#stopReason ??= await this.#workers.agreeOnEnd(this.#step);
      if (!goesOn()) await this.#settle({ all: true }); // else a hook went back, and training goes on
    }
    const difference = await this.#workers?.compareWeights(trainedVariables(this.networks, this.#optimizers));
    if (difference !== undefined) this.warn(difference);
  }

  /** Waits for what plugins wait for; the clock stands still. */
  async #waitWhilePaused(): Promise<void> {
    const { settings: { signal } } = this.#parts, begin = performance.now();
    for (let until = this.#pauses.shift(); until; until = this.#pauses.shift()) await settledOrAborted(until, signal);
    this.#begin += performance.now() - begin;
  }

  /** Runs as many steps of one kind as fit before the next hook is due. */
  async #call(): Promise<void> {
    const { experiment, hooks, real, settings: { signal } } = this.#parts;
    const updates = this.#updates, batches = batchesPerStep(updates, experiment.loss);
    await real.prepare(batches, signal);
    const isInterrupted = real.stepsAhead(batches) === 0; // the signal came while rows were waited for
    if (isInterrupted && !this.#workers) return;
    const untilEpochEnd = hooks.handlers("onEpochEnd").length > 0;
    const possible = Math.min(
      this.#stepsPerCall,
      this.steps - this.#step,
      real.stepsAhead(batches),
      untilEpochEnd ? real.stepsToEpochEnd(batches) : Infinity,
      this.#reports.stepsToNext(this.#step),
      hooks.lazy.stepsOfKind(this.#step),
    );
    const kind = `${updates.discriminator}:${updates.generator}:${hooks.lazy.kindAfter(this.#step)}`;
    const agreed = await this.#workers?.agree({ kind, step: this.#step, steps: possible, isInterrupted });
    if (agreed) {
      this.#stopReason ??= agreed.stopReason;
      for (const warning of agreed.warnings) this.warn(warning);
      if (agreed.steps === 0) return;
    }
    const wanted = agreed?.steps ?? possible;
    const isCompiled = this.#variants.has(kind);
    const callBegin = performance.now();
    const run = () =>
      this.#variants.run({
        kind,
        step: trainingStep(this.#stepParts, updates),
        stepsBefore: this.#step,
        count: wanted,
        trialSteps: Math.min(real.stepsAhead(batches), this.steps),
        onRecorded: () => this.#workers?.meet() ?? Promise.resolve(),
      });
    const logs = await (this.#workers?.timed(run, isCompiled) ?? run());
    const perStep = (performance.now() - callBegin) / logs.length;
    // the first call of a kind compiles, so its time says nothing
    if (isCompiled) this.#stepsPerCall = Math.max(1, Math.floor(MILLISECONDS_PER_CALL / perStep));
    await this.#afterCall(logs, batches);
  }

  async #afterCall(logs: readonly OpenStepLog[], batches: number): Promise<void> {
    const { hooks, real } = this.#parts;
    checkInPlace(this.#parts);
    this.#step += logs.length;
    hooks.step = this.#step;
    this.#last = logs.at(-1);
    this.#reports.add(logs);
    const reached = this.#step, epochEnded = real.advance(logs.length * batches);
    // in the last step all are due, in one order, so that what one logs is seen by those that come later
    await this.#report("onStepEnd", reached < this.steps ? this.#reports.due(reached) : this.#reports.rest());
    if (this.#step !== reached) return; // a hook went back to an earlier state
    if (epochEnded) await this.#report("onEpochEnd", this.#reports.epoch());
    if (this.#reports.updatesAreDue(reached)) this.#planUpdates();
    if (reached < this.steps) await this.#settle({ all: false });
  }

  /** Tells plugins, those that are due or all, that every one has heard of the steps. */
  async #settle({ all }: { readonly all: boolean }): Promise<void> {
    const settled = this.#step;
    await this.#runHooks("onSettled", (hook, plugin) => {
      const isDue = all || settled % (plugin.every ?? 1) === 0;
      if (!isDue || this.#step !== settled || this.#settled.get(plugin) === settled) return; // a hook may have gone back
      this.#settled.set(plugin, settled);
      return hook(this);
    });
  }

  #planUpdates(): void {
    const { experiment: { updates = ONE_OF_EACH }, hooks } = this.#parts;
    this.#updates = hooks.reduce("planUpdates", updates, (hook, value) => {
      const planned = hook(value, this);
      checkUpdates(planned);
      return planned;
    });
  }

  async #report(hook: "onStepEnd" | "onEpochEnd", due: ReadonlyMap<Plugin, readonly StepLog[]>): Promise<void> {
    if (hook === "onStepEnd") this.#reported = this.#last?.values;
    try {
      await this.#runHooks(hook, (run, plugin) => {
        const logs = due.get(plugin)?.filter((log) => log.step <= this.#step); // the others will be done again
        if (!logs?.length) return;
        const { epoch, rowsSeen } = this.#parts.real;
        const elapsed = performance.now() - this.#begin;
        return run({ step: this.#step, epoch, imagesSeen: rowsSeen, logs, elapsed }, this);
      });
    } finally {
      this.#reported = undefined;
    }
  }

  async #runHooks<Name extends WaitingHook>(
    name: Name,
    call: (hook: Hooks[Name], plugin: Plugin) => void | Promise<void>,
  ): Promise<void> {
    for (const { plugin, run } of this.#parts.hooks.handlers(name)) {
      await this.#runHook(name, plugin, () => call(run, plugin));
    }
  }

  /** Runs the hooks of all plugins, also of those after one that fails, as each has something to write or to free; gives what failed. */
  async #runAllHooks<Name extends "onError" | "onTrainEnd">(
    name: Name,
    call: (hook: Hooks[Name]) => void | Promise<void>,
  ): Promise<unknown[]> {
    const failures: unknown[] = [];
    for (const { plugin, run } of this.#parts.hooks.handlers(name)) {
      await this.#runHook(name, plugin, () => call(run)).catch((error) => failures.push(error));
    }
    return failures;
  }

  async #runHook(name: WaitingHook, plugin: Plugin, call: () => void | Promise<void>): Promise<void> {
    const { hooks, settings: { hookLimit = HOOK_LIMIT_SECONDS } } = this.#parts;
    const limit = { milliseconds: 1000 * hookLimit, onSlow: (message: string) => this.warn(message) };
    await hooks.run(name, plugin, call, limit);
  }

  /** Frees what only the training needed; the networks stay. */
  dispose(): void {
    this.#workers?.dispose();
    this.#variants.dispose();
    this.#optimizers.discriminator.dispose();
    this.#optimizers.generator.dispose();
    this.#parts.real.dispose();
    this.#counter.dispose();
    this.data.dispose();
    this.#parts.lock[Symbol.dispose]();
  }
}

/** Lets timers and signals come, also where steps are computed without ever waiting. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
