import { checkSchedule } from "./check_schedule.ts";
import type { Schedule } from "./schedule.ts";
import type { Tensor, Variable } from "./tensor.ts";

/** Applies gradients to the variables of one network. */
export interface Optimizer {
  /** What it remembers between updates: moments and powers of its decay rates, by name. */
  readonly slots: Readonly<Record<string, Variable>>;
  /**
   * Updates every variable once.
   *
   * @param gradients One gradient a variable, in the order of the variables.
   * @param learningRate The learning rate as a scalar, so that it may change without recompiling.
   */
  apply(gradients: readonly Tensor[], learningRate: Tensor): void;
  /** Frees the slots. */
  dispose(): void;
}

/** A recipe for an optimizer: it is built when the network's variables are known. */
export interface OptimizerRecipe {
  /** The optimizer's name, for instance `"adam"`. */
  readonly name: string;
  /** How far an update goes: a positive number, or one that changes from step to step. */
  readonly learningRate: Schedule;
  /** Its settings, for logs and for comparing runs. */
  readonly settings: Readonly<Record<string, number | boolean>>;
  /** Creates the optimizer's slots for the variables. */
  create(variables: readonly Variable[]): Optimizer;
}

/**
 * Refuses a learning rate that cannot train.
 *
 * @throws {RangeError} If a fixed learning rate is not a positive, finite number, or another is no schedule of 0 or more.
 */
export function checkLearningRate(optimizer: string, learningRate: Schedule): void {
  if (typeof learningRate !== "number") checkSchedule(optimizer, "learningRate", learningRate, { least: 0 });
  else if (!(learningRate > 0 && Number.isFinite(learningRate))) {
    throw new RangeError(
      `Cannot create ${optimizer} as learningRate must be a positive number: current value is ${learningRate}`,
    );
  }
}

/**
 * Refuses a decay rate outside [0, 1).
 *
 * @throws {RangeError} If the value is negative, or 1 or more.
 */
export function checkDecayRate(optimizer: string, name: string, value: number): void {
  if (!(value >= 0 && value < 1)) {
    throw new RangeError(`Cannot create ${optimizer} as ${name} must be in [0, 1): current value is ${value}`);
  }
}

/**
 * Refuses what would be added to a divisor and spoil it.
 *
 * @throws {RangeError} If the value is not a finite number of 0 or more.
 */
export function checkEpsilon(optimizer: string, value: number): void {
  if (!(value >= 0 && Number.isFinite(value))) {
    throw new RangeError(
      `Cannot create ${optimizer} as epsilon must be a number, 0 or more: current value is ${value}`,
    );
  }
}
