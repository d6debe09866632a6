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

/** So many threads that any machine has enough, and none runs out of them. */
export function threadCount(): ValueCheck<number> {
  const { read } = integerFrom(1);
  return {
    rule: `an integer from 1 to ${MOST_THREADS}`,
    read: (text) => {
      const value = read(text);
      return value !== undefined && value <= MOST_THREADS ? value : undefined;
    },
  };
}

const MOST_THREADS = 1024;

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
