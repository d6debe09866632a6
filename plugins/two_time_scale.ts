import { checkSchedule, type Schedule } from "@forger/core";
import type { Plugin } from "@forger/trainers";

/** Options of {@linkcode twoTimeScale}. */
export interface TwoTimeScaleOptions {
  /** The discriminator's learning rate, at least 0: a number or a schedule. @default {4e-4} */
  readonly discriminator?: Schedule;
  /** The generator's learning rate, likewise. @default {1e-4} */
  readonly generator?: Schedule;
}

/**
 * Gives each player a learning rate of its own, in the place of the optimizers': by default the discriminator learns four
 * times as fast (two time-scale update rule, TTUR).
 *
 * With a discriminator that keeps up at one update a step, more of them are not needed; the proof wants its rate to be
 * the larger one. The default rates are those of SAGAN, for Adam with beta1 = 0; they are small for other networks, and
 * for small ones the better ratio may be the other way round: measure. Runs before all plugins that multiply rates.
 *
 * @throws {RangeError} If a rate is no number of at least 0 and no schedule.
 * @see GANs trained by a two time-scale update rule converge to a local Nash equilibrium. Heusel, Ramsauer, Unterthiner, Nessler, Hochreiter, 2017, https://arxiv.org/abs/1706.08500
 * @see Self-attention generative adversarial networks (the default rates). Zhang, Goodfellow, Metaxas, Odena, 2018, https://arxiv.org/abs/1805.08318
 *
 * @example
 * ```ts
 * import { twoTimeScale } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(twoTimeScale({ generator: 2e-4 }).options, { discriminator: 4e-4, generator: 2e-4 });
 * ```
 */
export function twoTimeScale(options: TwoTimeScaleOptions = {}): Plugin {
  const { discriminator = 4e-4, generator = 1e-4 } = options;
  const rates = { discriminator, generator };
  for (const [player, rate] of Object.entries(rates)) checkSchedule("two-time-scale", player, rate, { least: 0 });
  return {
    name: "two-time-scale",
    options: rates,
    transformLearningRate: { order: "pre", handler: (_rate, { at, player }) => at(rates[player]) },
  };
}
