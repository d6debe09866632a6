import type { LayersModel, Tensor } from "@forger/core";
import type { Logits, LossTerms, Targets } from "@forger/losses";
import type { Experiment } from "./experiment.ts";
import type { Plugin } from "./plugin.ts";
import type { PluginState } from "./plugin_state.ts";
import type { Run } from "./run.ts";
import type { LossContext, StepContext, UpdateContext } from "./step_context.ts";
import type { StepReport } from "./step_report.ts";
import type { Updates } from "./updates.ts";

/** Why training ended. */
export type EndReason = "finished" | "stopped" | "failed";

/**
 * Every hook, with what it receives and returns.
 *
 * `transform…` hooks run inside the compiled step: synchronous, tensor in, tensor out. All others run on the host between
 * calls; those that may return a promise are waited for.
 */
export interface Hooks {
  /** Runs once when the trainer is made, before anything is loaded; throws where the plugin does not fit the experiment. */
  onConfigure(experiment: Experiment, plugins: readonly Plugin[]): void;
  /** Runs before the first step; variables that the step needs are created here. */
  onTrainBegin(run: Run): void | Promise<void>;
  /** Says how many updates of each player the next steps make: asked before the first step, and again after every `every` steps of a plugin that has it. */
  planUpdates(updates: Updates, run: Run): Updates;
  /** Changes real images before the discriminator sees them. */
  transformReal(images: Tensor, context: StepContext): Tensor;
  /** Changes latents before the generator sees them. */
  transformLatent(latent: Tensor, context: StepContext): Tensor;
  /** Changes generated images before the discriminator sees them. */
  transformFake(images: Tensor, context: StepContext): Tensor;
  /** Changes the discriminator's logits before the loss sees them. */
  transformLogits(logits: Logits, context: StepContext): Logits;
  /** Changes what the discriminator should say; refused for losses without targets. */
  transformTargets(targets: Targets, context: StepContext): Targets;
  /** Changes the named terms of the loss, or adds some; their sum is minimized. */
  transformLoss(terms: LossTerms, context: LossContext): LossTerms;
  /** Changes gradients before the optimizer takes them. */
  transformGradients(gradients: readonly Tensor[], context: UpdateContext): readonly Tensor[];
  /** Changes the learning rate of the update, a float32 scalar. */
  transformLearningRate(rate: Tensor, context: StepContext): Tensor;
  /** Changes weights after the optimizer's update. */
  transformWeights(weights: readonly Tensor[], context: UpdateContext): readonly Tensor[];
  /** Runs after steps: every `every` steps of the plugin, or after each call if it has none. */
  onStepEnd(report: StepReport, run: Run): void | Promise<void>;
  /** Runs after the last step of each pass over the data. */
  onEpochEnd(report: StepReport, run: Run): void | Promise<void>;
  /**
   * Runs when all plugins have heard of the steps so far, so that `run.saveState()` holds all that a run depends on: every
   * `every` steps of the plugin, or after each call if it has none, and after the last step.
   */
  onSettled(run: Run): void | Promise<void>;
  /** Gives another generator to sample from, for instance one of averaged weights; the first plugin that has one wins. */
  samplingGenerator(): LayersModel | undefined;
  /**
   * Shows a warning of `run.warn()`, or returns `false` where it only notes it; where no plugin shows it, it goes to the
   * standard error output.
   */
  onWarning(warning: string, run: Run): void | false;
  /** Gives what the plugin must remember to go on where it was; tensors stay the plugin's. */
  saveState(): PluginState;
  /** Takes back what `saveState` gave; the tensors in it live until the hook returns. */
  restoreState(state: PluginState, run: Run): void;
  /** Runs when something threw, before `onTrainEnd`. */
  onError(error: unknown, run: Run): void | Promise<void>;
  /** Runs when training ends, for whatever reason. */
  onTrainEnd(reason: EndReason, run: Run): void | Promise<void>;
}

/** A hook's name. */
export type HookName = keyof Hooks;

/**
 * How several plugins share a hook: `sequential` runs one after another, `reduce` passes each one's result to the next,
 * `first` takes the first answer, `parallel` asks each by itself and keeps all answers, by the plugins' names.
 */
export type HookKind = "sequential" | "reduce" | "first" | "parallel";

/** Where a hook runs and how plugins share it. */
export interface HookDescription {
  /** Inside the compiled step, or on the host between calls. */
  readonly where: "step" | "host";
  /** How several plugins share it. */
  readonly kind: HookKind;
}

/** The table of all hooks, in the order in which they run. */
export const HOOKS: Readonly<Record<HookName, HookDescription>> = {
  onConfigure: { where: "host", kind: "sequential" },
  onTrainBegin: { where: "host", kind: "sequential" },
  planUpdates: { where: "host", kind: "reduce" },
  transformReal: { where: "step", kind: "reduce" },
  transformLatent: { where: "step", kind: "reduce" },
  transformFake: { where: "step", kind: "reduce" },
  transformLogits: { where: "step", kind: "reduce" },
  transformTargets: { where: "step", kind: "reduce" },
  transformLoss: { where: "step", kind: "reduce" },
  transformGradients: { where: "step", kind: "reduce" },
  transformLearningRate: { where: "step", kind: "reduce" },
  transformWeights: { where: "step", kind: "reduce" },
  onStepEnd: { where: "host", kind: "sequential" },
  onEpochEnd: { where: "host", kind: "sequential" },
  onSettled: { where: "host", kind: "sequential" },
  samplingGenerator: { where: "host", kind: "first" },
  onWarning: { where: "host", kind: "sequential" },
  saveState: { where: "host", kind: "parallel" },
  restoreState: { where: "host", kind: "parallel" },
  onError: { where: "host", kind: "sequential" },
  onTrainEnd: { where: "host", kind: "sequential" },
};
