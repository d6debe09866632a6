import type { LayersModel, RandomStream, Tensor, Variable } from "@forger/core";
import type { Targets } from "@forger/losses";
import type { Player } from "./networks.ts";
import type { Run } from "./run.ts";
import type { StepReport } from "./step_report.ts";

/** What a hook inside the compiled step knows. */
export interface StepContext {
  /** The player being trained. */
  readonly player: Player;
  /** The number of steps done before this one, as an int32 scalar. */
  readonly step: Tensor;
  /** The plugin's own random stream. */
  readonly random: RandomStream;
}

/** What `transformLoss` knows besides: what the loss was computed from. */
export interface LossContext extends StepContext {
  /** The images that the discriminator saw, after `transformReal` and `transformFake`. */
  readonly images: { readonly real?: Tensor; readonly fake?: Tensor };
  /** What it said of them: logits `[batch, 1]`. */
  readonly logits: { readonly real?: Tensor; readonly fake?: Tensor };
  /** Asks the discriminator about other images, `[batch, 1]`. */
  readonly discriminate: (images: Tensor) => Tensor;
}

/** What `transformGradients` and `transformWeights` know besides. */
export interface UpdateContext extends StepContext {
  /** The trained variables, in the order of gradients and weights. */
  readonly variables: readonly Variable[];
}

/** Why training ended. */
export type EndReason = "finished" | "stopped" | "failed";

/**
 * Every hook, with what it receives and returns.
 *
 * `transform…` hooks run inside the compiled step: synchronous, tensor in, tensor out. `on…` hooks run on the host between calls and may wait.
 */
export interface Hooks {
  /** Changes real images before the discriminator sees them. */
  transformReal(images: Tensor, context: StepContext): Tensor;
  /** Changes latents before the generator sees them. */
  transformLatent(latent: Tensor, context: StepContext): Tensor;
  /** Changes generated images before the discriminator sees them. */
  transformFake(images: Tensor, context: StepContext): Tensor;
  /** Changes what the discriminator should say; refused for losses without targets. */
  transformTargets(targets: Targets, context: StepContext): Targets;
  /** Changes the named terms of the loss, or adds some; their sum is minimized. */
  transformLoss(terms: Readonly<Record<string, Tensor>>, context: LossContext): Readonly<Record<string, Tensor>>;
  /** Changes gradients before the optimizer takes them. */
  transformGradients(gradients: readonly Tensor[], context: UpdateContext): readonly Tensor[];
  /** Changes weights after the optimizer's update. */
  transformWeights(weights: readonly Tensor[], context: UpdateContext): readonly Tensor[];
  /** Gives another generator to sample from, for instance one of averaged weights; the first plugin that has one wins. */
  samplingGenerator(): LayersModel | undefined;
  /** Runs before the first step; variables that the step needs are created here. */
  onTrainBegin(run: Run): void | Promise<void>;
  /** Runs after steps: every `every` steps of the plugin, or after each call if it has none. */
  onStepEnd(report: StepReport, run: Run): void | Promise<void>;
  /** Runs after the last step of each pass over the data. */
  onEpochEnd(report: StepReport, run: Run): void | Promise<void>;
  /** Runs when training ends, for whatever reason. */
  onTrainEnd(reason: EndReason, run: Run): void | Promise<void>;
  /** Runs when something threw, before `onTrainEnd`. */
  onError(error: unknown, run: Run): void | Promise<void>;
}

/** A hook's name. */
export type HookName = keyof Hooks;

/**
 * How several plugins share a hook: `reduce` passes each one's result to the next, `first` takes the first answer,
 * `sequential` runs one after another.
 */
export type HookKind = "reduce" | "first" | "sequential";

/** Where a hook runs and how plugins share it. */
export interface HookDescription {
  /** Inside the compiled step, or on the host between calls. */
  readonly where: "step" | "host";
  /** How several plugins share it. */
  readonly kind: HookKind;
}

/** The table of all hooks, in the order in which they run. */
export const HOOKS: Readonly<Record<HookName, HookDescription>> = {
  onTrainBegin: { where: "host", kind: "sequential" },
  transformReal: { where: "step", kind: "reduce" },
  transformLatent: { where: "step", kind: "reduce" },
  transformFake: { where: "step", kind: "reduce" },
  transformTargets: { where: "step", kind: "reduce" },
  transformLoss: { where: "step", kind: "reduce" },
  transformGradients: { where: "step", kind: "reduce" },
  transformWeights: { where: "step", kind: "reduce" },
  onStepEnd: { where: "host", kind: "sequential" },
  onEpochEnd: { where: "host", kind: "sequential" },
  samplingGenerator: { where: "host", kind: "first" },
  onError: { where: "host", kind: "sequential" },
  onTrainEnd: { where: "host", kind: "sequential" },
};
