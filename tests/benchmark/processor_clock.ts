import type { Plugin } from "@forger/trainers";
import process from "node:process";

/** A plugin that notes the processor time of a training, and what it found. */
export interface ProcessorClock {
  readonly plugin: Plugin;
  /**
   * Milliseconds of all cores together that each of the last steps took.
   *
   * @param steps How many steps: those of one or more whole calls.
   * @throws {RangeError} If no call ended so many steps before the last one.
   */
  perStep(steps: number): number;
}

/**
 * Notes after each of a trainer's calls how much processor time the process has spent: other programs on the machine, which
 * make steps wait, hardly change it.
 *
 * @param used Tells the processor time in milliseconds. @default that of this process
 */
export function processorClock(used: () => number = processorMilliseconds): ProcessorClock {
  const notes = new Map<number, number>();
  let last = 0;
  return {
    plugin: {
      name: "processor-clock",
      onStepEnd({ step }) {
        notes.set(step, used());
        last = step;
      },
    },
    perStep(steps) {
      const before = notes.get(last - steps);
      if (before !== undefined) return (notes.get(last)! - before) / steps;
      throw new RangeError(
        `Cannot tell processor time as steps must be those of whole calls before step ${last}: current value is ${steps}`,
      );
    },
  };
}

function processorMilliseconds(): number {
  const { system, user } = process.cpuUsage();
  return (system + user) / 1000;
}
