import { ONE_OF_EACH, type Plugin } from "@forger/trainers";
import { logAccuracy, meanAccuracy } from "./_accuracy.ts";
import { checkPositiveInteger } from "./_check_positive_integer.ts";
import { refuseOption } from "./_refuse_option.ts";
import { requireBoundary } from "./_require_boundary.ts";

/** Options of {@linkcode adaptiveBalance}. */
export interface AdaptiveBalanceOptions {
  /** Steps between decisions. @default {50} */
  readonly every?: number;
  /** The accuracy below which the discriminator is helped, in [0, `high`]. @default {0.6} */
  readonly low?: number;
  /** The accuracy above which the generator is helped, in [`low`, 1]. @default {0.9} */
  readonly high?: number;
  /** The most updates of one player a step, from 2 to 100. @default {3} */
  readonly most?: number;
}

/**
 * Gives the player that falls behind more updates a step, by the discriminator's accuracy.
 *
 * After every `every` steps the mean accuracy over them, of real and generated images alike, is looked at: above `high` the
 * generator makes one update more from then on, below `low` the discriminator does, up to `most`; between them it goes one
 * back towards one update of each. It logs `accuracy/real` and `accuracy/fake`. Each ratio is compiled when it is first
 * needed.
 *
 * It may rescue a run in which one player has lost. It is disputed: ganhacks, tip 11, advises not to balance by statistics,
 * as it is hard to get right; fastai's switcher does it nevertheless. A generator that is trained more often against a
 * discriminator that it already knows may collapse. A penalty such as `r1` or other learning rates (`two-time-scale`)
 * are the better first try.
 *
 * Losses without a boundary between real and fake are refused, as are `update-ratio` and an experiment's own `updates`.
 *
 * @throws {RangeError} If an option is out of range.
 * @see ganhacks, tip 11. Chintala, Denton, Arjovsky, Mathieu, 2016, https://github.com/soumith/ganhacks
 * @see AdaptiveGANSwitcher of fastai, https://docs.fast.ai/vision.gan.html
 *
 * @example
 * ```ts
 * import { adaptiveBalance } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(adaptiveBalance({ most: 2 }).options, { every: 50, low: 0.6, high: 0.9, most: 2 });
 * ```
 */
export function adaptiveBalance(options: AdaptiveBalanceOptions = {}): Plugin {
  const { every = 50, low = 0.6, high = 0.9, most = 3 } = options;
  checkPositiveInteger("adaptive-balance", "every", every);
  if (!(high >= 0 && high <= 1)) refuseOption("adaptive-balance", "high", "in [0, 1]", high);
  if (!(low >= 0 && low <= high)) refuseOption("adaptive-balance", "low", `in [0, ${high}]`, low);
  if (!Number.isInteger(most) || most < 2 || most > 100) {
    refuseOption("adaptive-balance", "most", "an integer from 2 to 100", most);
  }
  /** How many updates more than one the generator makes; below 0, the discriminator. */
  let lead = 0;

  return {
    name: "adaptive-balance",
    every,
    options: { every, low, high, most },
    onConfigure({ loss, updates = ONE_OF_EACH }, plugins) {
      requireBoundary(loss);
      if (plugins.some(({ name }) => name === "update-ratio")) {
        throw new TypeError("both it and update-ratio decide on the number of updates: use one of the two");
      }
      if (updates.discriminator !== 1 || updates.generator !== 1) {
        throw new TypeError(
          "it begins with one update of each player, and the experiment has its own updates: use one of the two",
        );
      }
    },
    onTrainBegin() {
      lead = 0;
    },
    planUpdates: () => ({ discriminator: 1 + Math.max(0, -lead), generator: 1 + Math.max(0, lead) }),
    transformLoss(terms, context) {
      logAccuracy(context);
      return terms;
    },
    onStepEnd({ logs, step }) {
      const accuracy = meanAccuracy(logs);
      if (step % every !== 0 || accuracy === undefined) return; // else the rest at the end, or after the run went back
      const wanted = accuracy > high ? lead + 1 : accuracy < low ? lead - 1 : lead - Math.sign(lead);
      lead = Math.max(1 - most, Math.min(most - 1, wanted));
    },
    saveState: () => ({ lead }),
    restoreState(state) {
      lead = Number(state.lead ?? 0);
    },
  };
}
