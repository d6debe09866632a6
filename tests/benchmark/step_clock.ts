import type { Plugin, StepLog } from "@forger/trainers";
import type { Measurement, OfPlayers } from "./measurement.ts";
import { mean } from "./statistics.ts";

/** Options of {@linkcode stepClock}. */
export interface StepClockOptions {
  /** How many of the first steps have their losses compared; they are not timed. */
  readonly comparedSteps: number;
  /** For about how long steps are timed. */
  readonly seconds: number;
  /** Tells the time in milliseconds. @default {performance.now} */
  readonly now?: () => number;
}

/** A plugin that times the steady state, and what it found when training has ended. */
export interface StepClock {
  readonly plugin: Plugin;
  /** @throws {Error} If training ended before anything was timed. */
  result(): Pick<Measurement, "milliseconds" | "steps" | "firstLosses" | "meanLosses" | "finite" | "mode">;
}

/** The first calls compile, try and find out how many steps fit in a call. */
const CALLS_BEFORE = 3;

/**
 * Times the steps of a trainer from outside: it looks at the clock after each of the trainer's calls, about twice a second,
 * as a progress bar does. It changes neither the step nor how many steps a call has, and stops training when it has enough.
 */
export function stepClock({ comparedSteps, seconds, now = () => performance.now() }: StepClockOptions): StepClock {
  const compared: StepLog[] = [];
  let calls = 0, finite = true, mode = "";
  let begin: { readonly time: number; readonly step: number } | undefined;
  let timed: { readonly milliseconds: number; readonly steps: number } | undefined;
  return {
    plugin: {
      name: "step-clock",
      onStepEnd({ step, logs }, run) {
        const time = now();
        calls++;
        mode = run.decision?.mode ?? "";
        compared.push(...logs.slice(0, comparedSteps - compared.length));
        finite &&= logs.every(({ values }) => Object.values(values).every(Number.isFinite));
        if (timed) return;
        if (!begin) {
          if (calls >= CALLS_BEFORE && step >= comparedSteps) begin = { time, step };
        } else if (time - begin.time >= seconds * 1000 && step - begin.step >= 3) {
          const steps = step - begin.step;
          timed = { milliseconds: (time - begin.time) / steps, steps };
          run.stop("timed");
        }
      },
    },
    result() {
      if (!timed) {
        throw new Error("Cannot tell the time of a step as training must go on until it is timed: it ended before");
      }
      return { ...timed, firstLosses: lossesOf(compared.slice(0, 1)), meanLosses: lossesOf(compared), finite, mode };
    },
  };
}

function lossesOf(logs: readonly StepLog[]): OfPlayers {
  const meanOf = (player: keyof OfPlayers) => mean(logs.map(({ values }) => values[player] ?? NaN));
  return { discriminator: meanOf("discriminator"), generator: meanOf("generator") };
}
