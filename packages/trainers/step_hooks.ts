import { scheduleAt, type StepRandom, type Tensor } from "@forger/core";
import type { LossTerms, Targets } from "@forger/losses";
import { checkTensor, checkTensorRecord, checkTensors, checkTerms } from "./check_transformed.ts";
import type { HookDriver } from "./hook_driver.ts";
import type { Hooks } from "./hooks.ts";
import type { Player } from "./networks.ts";
import type { Plugin } from "./plugin.ts";
import type { SharedValues } from "./shared_values.ts";
import type { StepContext } from "./step_context.ts";
import type { StepLogs } from "./step_logs.ts";

/** The hooks inside the compiled step. */
type StepHookName = Extract<keyof Hooks, `transform${string}`>;

/** What a hook changes. */
type Changed<Name extends StepHookName> = Parameters<Hooks[Name]>[0];

/** What a hook's context holds besides what all have. */
type Extra<Name extends StepHookName> = Omit<Parameters<Hooks[Name]>[1], keyof StepContext>;

const CHECKS: { readonly [Name in StepHookName]: (changed: unknown, original: Changed<Name>) => void } = {
  transformReal: checkTensor,
  transformLatent: checkTensor,
  transformFake: checkTensor,
  transformLogits: (changed, original) => checkTensorRecord(changed, { ...original }),
  transformTargets: (changed, { real, fake }: Targets) => checkTensorRecord(changed, { real, fake }),
  transformLoss: (changed, original: LossTerms) => checkTerms(changed, original),
  transformGradients: checkTensors,
  transformLearningRate: checkTensor,
  transformWeights: checkTensors,
};

/** The hooks that run when all workers have the same gradients. */
const AFTER_GRADIENTS: readonly StepHookName[] = ["transformGradients", "transformLearningRate", "transformWeights"];

/** What the step hooks of one step need. */
export interface StepHooksParts {
  readonly hooks: HookDriver;
  readonly random: StepRandom;
  readonly logs: StepLogs;
  readonly shared: SharedValues;
  /** The number of steps done. */
  readonly counter: Tensor;
  /** How many steps the run makes altogether. */
  readonly runSteps: number;
}

/** Runs the plugins' step hooks with their contexts, and refuses results that no step can use. */
export class StepHooks {
  readonly #parts: StepHooksParts;

  constructor(parts: StepHooksParts) {
    this.#parts = parts;
  }

  /** Passes a value through a hook of all plugins. */
  transform<Name extends StepHookName>(
    name: Name,
    player: Player,
    initial: Changed<Name>,
    ...[extra]: Record<never, never> extends Extra<Name> ? [] : [Extra<Name>]
  ): Changed<Name> {
    // weights are the same on all workers, and so must be what changes them; before, each has images of its own
    const sameOnAllWorkers = AFTER_GRADIENTS.includes(name);
    return this.#parts.hooks.reduce(name, initial, (run, value, plugin) => {
      const hook = run as (value: Changed<Name>, context: StepContext) => Changed<Name>;
      const changed = hook(value, { ...this.#context(player, plugin, sameOnAllWorkers), ...extra });
      CHECKS[name](changed, value);
      return changed;
    });
  }

  #context(player: Player, plugin: Plugin, sameOnAllWorkers: boolean): StepContext {
    const { counter, logs, random, runSteps, shared } = this.#parts;
    return {
      player,
      step: counter,
      steps: runSteps,
      random: random.stream(`plugin/${plugin.name}`, { sameOnAllWorkers }),
      at: (schedule) => scheduleAt(schedule, counter, runSteps),
      log: (name, value) => logs.addValue(name, value),
      shared,
    };
  }
}
