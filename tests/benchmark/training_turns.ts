import type { CompileDecision } from "@forger/core";
import type { Plugin } from "@forger/trainers";

/** Options of {@linkcode TrainingTurns}. */
export interface TrainingTurnsOptions {
  /** How many trainings there are. */
  readonly trainings: number;
  /** How often each is timed. */
  readonly rounds: number;
  /** Tells the time in milliseconds. @default {performance.now} */
  readonly now?: () => number;
}

/** The first calls compile, try and find out how many steps fit in a call; a training makes them in its first turn. */
const CALLS_BEFORE = 3;

/**
 * Has several trainings of one process take turns, one call each, and times every call from outside.
 *
 * What slows the machine for a while slows them all, so that ratios within a round mean something.
 */
export class TrainingTurns {
  /** Milliseconds a step, by training and round. */
  readonly times: readonly number[][];
  /** How each training's step is run, as far as it is known. */
  readonly decisions: (CompileDecision | undefined)[] = [];
  readonly #rounds: number;
  readonly #now: () => number;
  readonly #waiting = new Map<number, () => void>();
  readonly #left = new Set<number>();
  #current = 0;

  constructor({ trainings, rounds, now = () => performance.now() }: TrainingTurnsOptions) {
    this.times = Array.from({ length: trainings }, () => []);
    this.#rounds = rounds;
    this.#now = now;
  }

  /** The plugin of one training, the first of its plugins: what the others do is timed. */
  plugin(training: number): Plugin {
    const times = this.times[training]!;
    let calls = 0, begin = { time: 0, step: 0 };
    return {
      name: "turns",
      onTrainBegin: () => this.#turn(training),
      onStepEnd: async ({ step }, run) => {
        const time = this.#now();
        this.decisions[training] = run.decision;
        if (calls++ >= CALLS_BEFORE) times.push((time - begin.time) / (step - begin.step));
        if (times.length === this.#rounds) return run.stop("timed");
        if (calls >= CALLS_BEFORE) {
          this.#pass();
          await this.#turn(training);
        }
        begin = { time: this.#now(), step };
      },
      onTrainEnd: () => {
        this.#left.add(training);
        this.#pass();
      },
    };
  }

  /** Waits until it is a training's turn. */
  async #turn(training: number): Promise<void> {
    if (this.#current !== training) await new Promise<void>((resolve) => this.#waiting.set(training, resolve));
  }

  /** Gives the turn to the next training that has not ended, which need not have begun. */
  #pass(): void {
    const { length } = this.times;
    if (this.#left.size === length) return;
    do this.#current = (this.#current + 1) % length; while (this.#left.has(this.#current));
    this.#waiting.get(this.#current)?.();
    this.#waiting.delete(this.#current);
  }
}
