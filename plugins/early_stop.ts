import { nearestName, type Plugin, type Run } from "@forger/trainers";
import { checkPositiveInteger } from "./_check_positive_integer.ts";
import { meanOf } from "./_mean_of.ts";
import { refuseOption } from "./_refuse_option.ts";

/** Options of {@linkcode earlyStop}. */
export interface EarlyStopOptions {
  /** The name under which the value is logged. @default {"generator"} */
  readonly value?: string;
  /** Whether lower or higher values are better: `"low"` or `"high"`. @default {"low"} */
  readonly goal?: "low" | "high";
  /** How many steps may pass without a better mean. @default {2000} */
  readonly patience?: number;
  /** Steps over which a mean is taken. @default {100} */
  readonly every?: number;
  /** By how much a mean must be better to count, 0 or more. @default {0} */
  readonly minChange?: number;
  /** Steps at the beginning that do not count. @default {0} */
  readonly after?: number;
}

/**
 * Ends a run once a logged value has not improved for `patience` steps: the mean over each `every` steps is compared with
 * the best one so far.
 *
 * Choose a value that says how good the images are. A GAN's losses do not: each player's depends on how good the other
 * is, so that they stay level while images improve, and may fall as they get worse. With a loss, this finds runs that
 * are stuck or lost, not runs that are done. A value that `evaluate`, `mode-count` or `nearest-real` measures less often than
 * every `every` steps is waited for. The networks stay as they are at the end, not as they were at the best mean;
 * `checkpoints` can keep these. A run that it ended goes on, when it is resumed, only with more patience or without it.
 *
 * @throws {RangeError} If an option is out of range; and while training, if nothing is logged under the name, also when all
 * plugins have measured once.
 * @see Early stopping — but when? Prechelt, 1998, https://doi.org/10.1007/3-540-49430-8_3
 *
 * @example
 * ```ts
 * import { earlyStop } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(earlyStop({ value: "accuracy/fake", goal: "high" }).every, 100);
 * ```
 */
export function earlyStop(options: EarlyStopOptions = {}): Plugin {
  const { value = "generator", goal = "low", patience = 2000, every = 100, minChange = 0, after = 0 } = options;
  if (typeof value !== "string" || value === "") refuseOption("early-stop", "value", "a logged value's name", value);
  if (goal !== "low" && goal !== "high") refuseOption("early-stop", "goal", "low or high", goal);
  checkPositiveInteger("early-stop", "patience", patience);
  checkPositiveInteger("early-stop", "every", every);
  if (!(minChange >= 0 && minChange < Infinity)) {
    refuseOption("early-stop", "minChange", "a number, 0 or more", minChange);
  }
  if (!Number.isInteger(after) || after < 0) refuseOption("early-stop", "after", "an integer, 0 or more", after);
  let best: number | null = null, bestStep = after, known = false, isOver = false;
  /** The step after which each plugin that logs on the host has done so. */
  let allHaveLogged = 0;
  /** The name that is probably meant, while there is no value of the one that was given. */
  let nearest: string | undefined;

  const isBetter = (mean: number) =>
    Number.isFinite(mean) &&
    (best === null || (goal === "low" ? mean < best - minChange : mean > best + minChange));

  function stopIfOver(step: number, run: Run): void {
    isOver = step - bestStep >= patience;
    if (!isOver) return;
    const record = best === null ? "been finite" : `become ${goal === "low" ? "lower" : "higher"} than ${shown(best)}`;
    run.stop(`early-stop: ${value} has not ${record}, as a mean over ${every} steps, since step ${bestStep}`);
  }

  return {
    name: "early-stop",
    every,
    options: { value, goal, patience, every, minChange, after },
    onConfigure(_experiment, plugins) {
      allHaveLogged = Math.max(0, ...plugins.map(stepsBetweenLogs));
    },
    onTrainBegin() {
      [best, bestStep, known, isOver, nearest] = [null, after, false, false, undefined];
    },
    onStepEnd({ logs, step }, run) {
      if (step % every !== 0) return; // the rest at the end, or after the run went back
      const mean = meanOf(logs, value);
      if (mean === undefined && !known) {
        nearest = nearestName(value, new Set(logs.flatMap(({ values }) => Object.keys(values))));
        if (step < allHaveLogged) return;
        throw new RangeError(
          `Cannot stop early as value must be the name of a logged value: "${value}" is none, did you mean "${nearest}"?`,
        );
      }
      [known, nearest] = [true, undefined];
      if (mean === undefined || step - every < after) return;
      if (isBetter(mean)) [best, bestStep] = [mean, step];
      stopIfOver(step, run);
    },
    onTrainEnd(reason, run) {
      if (nearest === undefined || reason === "failed") return;
      run.warn(`early-stop: nothing has been logged as "${value}", did you mean "${nearest}"?`);
    },
    saveState: () => ({ best, bestStep, known, isOver }),
    restoreState(state, run) {
      best = state.best as number | null ?? null;
      bestStep = Number(state.bestStep ?? after);
      known = state.known === true;
      if (state.isOver === true) stopIfOver(run.step, run); // it may be more patient now
    },
  };
}

/** After how many steps a plugin logs on the host, as a hook of order "pre" does; 0 where it has none. */
function stepsBetweenLogs({ every = 0, onStepEnd }: Plugin): number {
  return typeof onStepEnd === "object" && onStepEnd.order === "pre" ? every : 0;
}

const shown = (mean: number): number => Number(mean.toPrecision(4));
