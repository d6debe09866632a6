import type { CompileDecision, Compute, LayersModel, Tensor } from "@forger/core";
import type { Source, StreamedSource } from "@forger/data";
import type { GanLoss } from "@forger/losses";
import type { Latent } from "@forger/samplers";
import type { Networks } from "./networks.ts";
import type { RunState } from "./run_state.ts";
import type { SharedValues } from "./shared_values.ts";

/** A run as the hooks on the host see it. */
export interface Run {
  /** The experiment's name. */
  readonly name: string;
  /** The folder into which everything of this run is written. */
  readonly folder: string;
  /** From it all randomness follows. */
  readonly seed: number;
  /** How many steps the run is to make. */
  readonly steps: number;
  /** Steps done: where a run is resumed, not 0 when training begins. */
  readonly step: number;
  /** The run's resolved settings, as `config.json` holds them. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What the generator learns to imitate. */
  readonly data: Source | StreamedSource;
  /** What the labels stand for that conditional networks take; undefined where they are not conditional. */
  readonly classes: readonly string[] | undefined;
  /** Where the generator's inputs are drawn from. */
  readonly latent: Latent;
  /** What both players minimize. */
  readonly loss: GanLoss;
  /** The two players, being trained. */
  readonly networks: Networks;
  /** The generator to sample from: a plugin's, for instance one of averaged weights, or the trained one. */
  readonly generator: LayersModel;
  /** What computes. */
  readonly compute: Compute;
  /** How the step is run; known after the first call. */
  readonly decision: CompileDecision | undefined;
  /** Why training ends early; undefined where it does not. */
  readonly stopReason: string | undefined;
  /** What plugins tell each other on the host, as long as the run lasts. */
  readonly shared: SharedValues;
  /**
   * Generates images from latents `[count, latent]`, in the data's value range; the caller disposes them.
   *
   * @param labels For conditional networks, the class of each image. @default each class in turn
   */
  generate(latents: Tensor, labels?: readonly number[]): Tensor;
  /**
   * Logs a number beside those of the last step, for plugins that come later in the order: in `onStepEnd` alone, with
   * `order: "pre"` where others are to see it.
   */
  log(name: string, value: number): void;
  /** Tells the user what should not pass unnoticed, by the plugins' `onWarning`. */
  warn(warning: string): void;
  /** Ends training after the current call. */
  stop(reason: string): void;
  /**
   * Keeps training waiting after the current call, however long, for what a person decides; Ctrl-C ends the pause and the
   * training. What a hook itself waits for must end in time.
   *
   * @param until Settles when training is to go on.
   */
  pause(until: PromiseLike<unknown>): void;
  /** Copies all that training depends on: weights, the optimizers' slots, the step, the data's cursor, the plugins' states. */
  saveState(): RunState;
  /** Goes back to a state of this run, so that the steps after it are done again. */
  restoreState(state: RunState): void;
}
