import type { GanLoss } from "@forger/losses";
import type { StepLog } from "@forger/trainers";
import { meanAccuracy } from "./_accuracy.ts";
import { meanOf } from "./_mean_of.ts";

/** A sign that training fails. */
export interface FailureCheck {
  /** Names the sign. */
  readonly kind: string;
  /** What is looked at, over the steps of a report; undefined where there is no such value. */
  readonly read: (logs: readonly StepLog[], loss: GanLoss) => number | undefined;
  /** Whether the value is a bad sign. */
  readonly isBad: (value: number) => boolean;
  /** What the value means. */
  readonly describe: (value: number) => string;
  /** What to try, as plugins of this package with their options. */
  readonly remedies: readonly string[];
}

const HOLD_BACK = ["label-smoothing", "instance-noise", "r1", "diff-augment", "two-time-scale:discriminator=1e-4"];
const CALM_DOWN = ["gradient-clipping:norm=10", "two-time-scale:discriminator=1e-4,generator=1e-4"];

const percent = (share: number) => `${Number((100 * share).toFixed(2))} %`;

/** All signs that are looked for. */
export const FAILURE_CHECKS: readonly FailureCheck[] = [
  {
    kind: "discriminator-loss",
    read: (logs, { output }) => output === "logit" ? meanOf(logs, "discriminator") : undefined,
    isBad: (value) => value < 0.01,
    describe: (value) =>
      `the discriminator's loss is ${value.toPrecision(2)}, so that the generator learns little from it`,
    remedies: HOLD_BACK,
  },
  {
    kind: "accuracy",
    read: meanAccuracy,
    isBad: (value) => value >= 0.995,
    describe: (value) =>
      `the discriminator tells ${percent(value)} of the images right, and may leave the generator behind`,
    remedies: HOLD_BACK,
  },
  ...(["discriminator", "generator"] as const).map((player): FailureCheck => ({
    kind: `${player}-gradient`,
    read: (logs) => meanOf(logs, `gradient_norm/${player}`),
    isBad: (value) => value > 100,
    describe: (value) =>
      `the ${player}'s gradient has a length of ${value.toPrecision(3)}, which throws its weights about`,
    remedies: player === "generator" ? CALM_DOWN : ["r1", ...CALM_DOWN],
  })),
  {
    kind: "diversity",
    read: (logs) => meanOf(logs, "diversity/fake"),
    isBad: (value) => value < 0.1,
    describe: (value) =>
      `generated images differ from each other by ${
        percent(value)
      } of what real ones do: the generator may have collapsed`,
    remedies: ["diff-augment", "feature-matching", "replay-buffer", "two-time-scale:generator=5e-5", "r1"],
  },
];
