import { checkSchedule, cosine, type Schedule } from "@forger/core";
import type { Plugin } from "@forger/trainers";
import { checkPlayers, type Players } from "./_players.ts";

/** Options of {@linkcode learningRateSchedule}. */
export interface LearningRateScheduleOptions {
  /** What the learning rate is multiplied by, at least 0: a number or a schedule over the run's steps. @default {cosine(1, 0)} */
  readonly factor?: Schedule;
  /** Whose rate it is: `"discriminator"`, `"generator"` or `"both"`. @default {"both"} */
  readonly players?: Players;
}

/**
 * Multiplies the learning rates by a number that changes during the run; by default they fall to 0 along half a cosine.
 *
 * It helps towards the end of a run of known length: weights come to rest that would else circle around an optimum, as
 * GANs' do. It does not help where the run is too short already, and a run that is stopped early has not come to rest;
 * averaged weights (`ema`) give much of the same. A rate that is a schedule itself, and other plugins' factors, are
 * multiplied with this one.
 *
 * @throws {RangeError} If `factor` is no number of at least 0 and no schedule, or `players` is none of the three.
 * @see SGDR: stochastic gradient descent with warm restarts. Loshchilov, Hutter, 2017, https://arxiv.org/abs/1608.03983
 *
 * @example
 * ```ts
 * import { linear } from "@forger/core";
 * import { learningRateSchedule } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * const plugin = learningRateSchedule({ factor: linear(1, 0.1), players: "generator" });
 * assertEquals(plugin.options!.players, "generator");
 * ```
 */
export function learningRateSchedule(options: LearningRateScheduleOptions = {}): Plugin {
  const { factor = cosine(1, 0), players = "both" } = options;
  checkSchedule("learning-rate-schedule", "factor", factor, { least: 0 });
  checkPlayers("learning-rate-schedule", "players", players);
  return {
    name: "learning-rate-schedule",
    options: { factor, players },
    transformLearningRate: (rate, { at, player }) =>
      players === "both" || players === player ? rate.mul(at(factor)) : rate,
  };
}
