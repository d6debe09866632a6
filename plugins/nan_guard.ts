import { stateVariable, type Variable } from "@forger/core";
import type { Plugin, Run, RunState } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";
import { checkPositiveInteger } from "./_check_positive_integer.ts";
import { findNotFinite } from "./_find_not_finite.ts";
import { notFiniteTensor } from "./_not_finite_tensor.ts";
import { refuseOption } from "./_refuse_option.ts";

/** Options of {@linkcode nanGuard}. */
export interface NanGuardOptions {
  /** Steps between looks, and between the states that are kept in memory to go back to. @default {500} */
  readonly every?: number;
  /** How often a run may go back and try again, 0 or more. @default {2} */
  readonly retries?: number;
  /** What both learning rates are multiplied by each time, in (0, 1). @default {0.5} */
  readonly factor?: number;
}

/**
 * Saves a run whose losses become NaN or infinite: it goes back to the last good state and tries again with lower
 * learning rates.
 *
 * Every `every` steps all values that were logged since are looked at; where they and the weights are finite, the state is
 * kept. Other plugins may see some of the lost steps, and then see them again. Once a run has gone back `retries` times, the
 * next time it goes back and stops, with the last good weights. It costs a copy of all weights and of the optimizers' slots
 * in memory. A run that it did not have to save is not changed at all. A run that is resumed goes back at most to where it was
 * resumed: to the same state as a run without a break, where `every` is that of `checkpoints`, as by default.
 *
 * It helps against a rare bad batch or a rate that is a little too high. It cannot help where a loss or a plugin divides
 * by 0: then it says so and stops, and `--compile off` finds the plugin.
 *
 * @throws {RangeError} If an option is out of range.
 * @see lightweight-gan, which goes back to its last checkpoint likewise. Wang, 2020, https://github.com/lucidrains/lightweight-gan
 *
 * @example
 * ```ts
 * import { nanGuard } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(nanGuard({ retries: 1 }).options, { every: 500, retries: 1, factor: 0.5 });
 * ```
 */
export function nanGuard(options: NanGuardOptions = {}): Plugin {
  const { every = 500, retries = 2, factor = 0.5 } = options;
  checkPositiveInteger("nan-guard", "every", every);
  if (!Number.isInteger(retries) || retries < 0) refuseOption("nan-guard", "retries", "an integer, 0 or more", retries);
  if (!(factor > 0 && factor < 1)) refuseOption("nan-guard", "factor", "in (0, 1)", factor);
  let good: RunState | undefined, restores = 0, restoring = false;
  let rateFactor: Variable;

  const setRestores = (count: number) => {
    restores = count;
    tf.tidy(() => rateFactor.assign(tf.scalar(factor ** count)));
  };

  function goBack(found: string, run: Run): void {
    if (!good) {
      run.stop(
        `nan-guard: ${found}, and there is no state to go back to, as weights were not finite when training began: ` +
          "begin with others, or resume from an earlier checkpoint",
      );
      return;
    }
    restoring = true; // what follows from `restores` is not to be forgotten
    run.restoreState(good);
    restoring = false;
    if (restores === retries) {
      run.stop(
        `nan-guard: ${found} after ${restores} retries; went back to step ${good.step} for good. ` +
          "Lower the learning rates or add gradient-clipping; --compile off names the plugin and hook, if one is to blame",
      );
      return;
    }
    setRestores(restores + 1);
    run.warn(
      `nan-guard: ${found}; went back to step ${good.step}, with the learning rates multiplied by ${
        Number((factor ** restores).toPrecision(3))
      } (retry ${restores} of ${retries})`,
    );
  }

  return {
    name: "nan-guard",
    options: { every, retries, factor },
    every,
    onTrainBegin() {
      rateFactor = stateVariable(() => tf.scalar(1));
      [good, restores] = [undefined, 0];
    },
    // no updates are planned here: it is where all plugins have begun, or have heard of the steps, so that their states fit
    planUpdates(updates, run) {
      if (restoring) return updates;
      const state = run.saveState();
      if (!notFiniteTensor(state.tensors)) good = state; // the last update may break weights that no loss has shown yet
      return updates;
    },
    transformLearningRate: { order: "post", handler: (rate) => rate.mul(rateFactor) }, // after those that set it
    onStepEnd: {
      order: "pre", // the others do not see what is lost
      handler({ logs }, run) {
        const found = findNotFinite(logs);
        if (found) goBack(found, run);
      },
    },
    saveState: () => ({ restores }),
    restoreState(state) {
      if (!restoring) setRestores(Number(state.restores ?? 0));
    },
    onTrainEnd: () => rateFactor?.dispose(),
  };
}
