import { type Plugin, type PluginState, type Run, type SharedKey, sharedKey } from "@forger/trainers";
import { logAccuracy } from "./_accuracy.ts";
import { checkPositiveInteger } from "./_check_positive_integer.ts";
import { FAILURE_CHECKS } from "./_failure_checks.ts";
import { logDiversity, logGradientNorm } from "./_failure_logs.ts";
import { refuseOption } from "./_refuse_option.ts";

/** Options of {@linkcode failureWatch}. */
export interface FailureWatchOptions {
  /** Steps over which each value is averaged. @default {100} */
  readonly every?: number;
  /** How many bad averages in a row are an alarm. @default {3} */
  readonly patience?: number;
  /** Whether the first alarm ends the run. @default {false} */
  readonly stop?: boolean;
}

/** What {@linkcode failureWatch} has seen, and it has not passed yet. */
export interface Alarm {
  /** `discriminator-loss`, `accuracy`, `discriminator-gradient`, `generator-gradient` or `diversity`. */
  readonly kind: string;
  /** The first step of the bad ones. */
  readonly since: number;
  /** What was seen, since when, and what to try. */
  readonly text: string;
}

/** The alarms of a run at present, under {@linkcode failureWatch}: `run.shared.get(ALARMS)`. */
export const ALARMS: SharedKey<readonly Alarm[]> = sharedKey("alarms of failure-watch");

/** How long a sign has been bad. */
type Streak = { readonly count: number; readonly since: number };

/**
 * Warns when training shows a known sign of failure, and says since which step and what to try.
 *
 * It logs in each step `accuracy/real` and `accuracy/fake` (where the loss has a boundary), `gradient_norm/discriminator`
 * and `gradient_norm/generator` (the length of all gradients together, before other plugins change them) and
 * `diversity/fake`: the root mean square distance of two generated images, as a share of that of two real ones, of those that
 * the discriminator sees. Alarms are, over `patience` reports in a row: a mean loss of the discriminator below 0.01 (only
 * for losses with logits), an accuracy of 99.5 % or more, a gradient longer than 100, a diversity below 0.1. Each is
 * raised once, and again only after it has passed.
 *
 * It helps to see early that a run is lost. The limits are rules of thumb: a penalty keeps the loss above 0.01 though
 * the discriminator wins, noise on the images hides a collapse, and a run without alarms need not make good images. A
 * run that an alarm ended goes on, when it is resumed, only without `stop`.
 *
 * @throws {RangeError} If `every` or `patience` is not a positive integer, or `stop` is not true or false.
 * @see ganhacks, tip 10 (track failures early). Chintala, Denton, Arjovsky, Mathieu, 2016, https://github.com/soumith/ganhacks
 *
 * @example
 * ```ts
 * import { failureWatch } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(failureWatch({ stop: true }).options, { every: 100, patience: 3, stop: true });
 * ```
 */
export function failureWatch(options: FailureWatchOptions = {}): Plugin {
  const { every = 100, patience = 3, stop = false } = options;
  checkPositiveInteger("failure-watch", "every", every);
  checkPositiveInteger("failure-watch", "patience", patience);
  if (typeof stop !== "boolean") refuseOption("failure-watch", "stop", "true or false", stop);
  let streaks: Readonly<Record<string, Streak>> = {}, alarms: readonly Alarm[] = [];

  /** Goes on from what was seen before, if there is any. */
  function begin(run: Run, before: PluginState = {}): void {
    streaks = before.streaks as typeof streaks | undefined ?? {};
    alarms = before.alarms as typeof alarms | undefined ?? [];
    run.shared.set(ALARMS, alarms);
  }

  function raise(alarm: Alarm, run: Run): void {
    alarms = [...alarms, alarm];
    run.warn(alarm.text);
    if (stop) run.stop(alarm.text);
  }

  return {
    name: "failure-watch",
    every,
    options: { every, patience, stop },
    onTrainBegin: (run) => begin(run),
    transformLoss(terms, context) {
      logAccuracy(context);
      logDiversity(context);
      return terms;
    },
    transformGradients: {
      order: "pre",
      handler(gradients, context) {
        logGradientNorm(gradients, context);
        return gradients;
      },
    },
    onStepEnd({ logs, step }, run) {
      if (step % every !== 0) return; // the rest at the end, or after the run went back
      for (const { describe, isBad, kind, read, remedies } of FAILURE_CHECKS) {
        const value = read(logs, run.loss);
        if (value === undefined) continue;
        if (!isBad(value)) {
          streaks = Object.fromEntries(Object.entries(streaks).filter(([name]) => name !== kind));
          alarms = alarms.filter((alarm) => alarm.kind !== kind);
          continue;
        }
        const { count, since } = streaks[kind] ?? { count: 0, since: logs[0]!.step };
        streaks = { ...streaks, [kind]: { count: count + 1, since } };
        if (count + 1 < patience || alarms.some((alarm) => alarm.kind === kind)) continue;
        const text = `failure-watch: since step ${since}, ${describe(value)}. Try ${remedies.join("; ")}`;
        raise({ kind, since, text }, run);
      }
      run.shared.set(ALARMS, alarms);
    },
    saveState: () => ({ streaks, alarms: alarms.map((alarm) => ({ ...alarm })) }),
    restoreState(state, run) {
      begin(run, state);
      if (stop && alarms.length > 0) run.stop(alarms.at(-1)!.text); // it ended the run, and is raised once only
    },
  };
}
