import type { RandomStream, Schedule, Tensor, Variable } from "@forger/core";
import type { GanLoss } from "@forger/losses";
import type { Player } from "./networks.ts";
import type { SharedValues } from "./shared_values.ts";

/** What a hook inside the compiled step knows. */
export interface StepContext {
  /** The player being trained. */
  readonly player: Player;
  /** The number of steps done before this one, as an int32 scalar. */
  readonly step: Tensor;
  /** How many steps the run is to make. */
  readonly steps: number;
  /** The plugin's own random stream. */
  readonly random: RandomStream;
  /** The value that a schedule has now, as a float32 scalar. */
  readonly at: (schedule: Schedule) => Tensor;
  /**
   * Logs a scalar beside the losses, for instance under `"accuracy/real"`; where a step logs a name several times, the
   * mean counts. Charts leave out names with a slash.
   */
  readonly log: (name: string, value: Tensor) => void;
  /** What plugins tell each other within this step. */
  readonly shared: SharedValues;
}

/** What `transformLoss` knows besides: what the loss was computed from. */
export interface LossContext extends StepContext {
  /** The adversarial loss. */
  readonly loss: GanLoss;
  /**
   * The images that the discriminator saw, after `transformReal` and `transformFake`.
   *
   * In the generator's update `real` is the step's last real batch, if it had one.
   */
  readonly images: { readonly real?: Tensor; readonly fake?: Tensor };
  /** The labels of the images, one-hot `[batch, classes]`; none where the networks are not conditional. */
  readonly labels: { readonly real?: Tensor; readonly fake?: Tensor };
  /** What it said of them: logits `[batch, 1]`, after `transformLogits`. */
  readonly logits: { readonly real?: Tensor; readonly fake?: Tensor };
  /** Which classes it took them for, `[batch, classes]`; none where it has no such output. */
  readonly classLogits: { readonly real?: Tensor; readonly fake?: Tensor };
  /**
   * Asks the discriminator about other images, `[batch, 1]`.
   *
   * Where it takes labels they are judged as of the same classes as the real images, or where there are none as the
   * generated ones; `labels` says otherwise.
   */
  readonly discriminate: (images: Tensor, labels?: Tensor) => Tensor;
}

/** What `transformGradients` and `transformWeights` know besides. */
export interface UpdateContext extends StepContext {
  /** The trained variables, in the order of gradients and weights. */
  readonly variables: readonly Variable[];
}
