import type { ValueCheck } from "./flags.ts";
import { placeToWrite } from "./started_paths.ts";

/** An integer of at least `least`, written in digits. */
export function integerFrom(least: number): ValueCheck<number> {
  return {
    rule: least === 1 ? "a positive integer" : `an integer of ${least} or more`,
    read(text) {
      const value = /^\d+$/.test(text) ? Number(text) : NaN;
      return Number.isSafeInteger(value) && value >= least ? value : undefined;
    },
  };
}

/** One of several words. */
export function oneOf<const Choice extends string>(...choices: readonly Choice[]): ValueCheck<Choice> {
  return {
    rule: `${choices.slice(0, -1).join(", ")} or ${choices.at(-1)}`,
    choices,
    read: (text) => choices.find((choice) => choice === text),
  };
}

/** Any text but an empty one. */
export function anyText(rule: string): ValueCheck<string> {
  return { rule, read: (text) => text };
}

/** The path of a folder that is written: `./x` lies where the task was started. */
export function folderToWrite(): ValueCheck<string> {
  return { rule: "a folder", read: (text) => placeToWrite(text) };
}
