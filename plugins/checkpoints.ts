import { checkpointSteps, removeCheckpoint, writeCheckpoint } from "@forger/trainers";
import type { Checkpoint, Plugin, Run, StepLog } from "@forger/trainers";
import { checkPositiveInteger } from "./_check_positive_integer.ts";
import { refuseOption } from "./_refuse_option.ts";

/** Options of {@linkcode checkpoints}. */
export interface CheckpointsOptions {
  /** Steps between checkpoints; there is one after the last step, too. @default {500} */
  readonly every?: number;
  /** How many of the newest are kept. @default {3} */
  readonly keep?: number;
  /** The name of a logged value; the checkpoint at which it was best is kept besides. @default {none} */
  readonly best?: string;
  /** Whether lower values or higher ones are better. @default {"max"} */
  readonly mode?: "min" | "max";
}

/** The best checkpoint so far. */
interface Best {
  readonly step: number;
  readonly value: number;
}

/**
 * Writes down all that the run depends on, so that it can go on from there to the same bits: weights, optimizer slots, step,
 * the data's cursor, every plugin's state, the settings and how the steps are run.
 *
 * Training waits only until the state is copied, and goes on while it is written. The files, `checkpoints/step_00000500.*`, are
 * safetensors and JSON, each complete or not there, and checked when they are read. Where the disk is full, training goes on
 * with a warning, and the earlier checkpoints stay.
 *
 * @throws {RangeError} If a number is not a positive integer, `best` is no name, or `mode` is neither `"min"` nor `"max"`.
 * @see https://huggingface.co/docs/safetensors
 *
 * @example
 * ```ts
 * import { checkpoints } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(checkpoints({ every: 1000, best: "modes/covered" }).every, 1000);
 * ```
 */
export function checkpoints(options: CheckpointsOptions = {}): Plugin {
  const { every = 500, keep = 3, best: bestName, mode = "max" } = options;
  checkPositiveInteger("checkpoints", "every", every);
  checkPositiveInteger("checkpoints", "keep", keep);
  if (bestName !== undefined && (typeof bestName !== "string" || bestName === "")) {
    refuseOption("checkpoints", "best", "the name of a logged value", bestName);
  }
  if (mode !== "min" && mode !== "max") refuseOption("checkpoints", "mode", "min or max", mode);
  let best: Best | undefined, latest: number | undefined;
  /** The writing of the checkpoint before, which the next one waits for. */
  let writing: Promise<void> = Promise.resolve();

  function note({ values }: StepLog): void {
    const value = bestName === undefined ? undefined : values[bestName];
    if (value !== undefined && Number.isFinite(value)) latest = value;
  }

  function isBetter(value: number): boolean {
    return best === undefined || (mode === "max" ? value > best.value : value < best.value);
  }

  async function write(checkpoint: Checkpoint, run: Run): Promise<void> {
    const { step } = checkpoint.state;
    try {
      await writeCheckpoint(run.folder, checkpoint);
      const others = (await checkpointSteps(run.folder)).filter((other) => other !== step && other !== best?.step);
      for (const old of others.slice(0, Math.max(0, others.length + 1 - keep))) await removeCheckpoint(run.folder, old);
    } catch (error) {
      run.warn(`checkpoints: the state after step ${step} is not kept. ${(error as Error).message}`);
    }
  }

  return {
    name: "checkpoints",
    options: { every, keep, best: bestName, mode },
    every,
    onTrainBegin() {
      [best, latest, writing] = [undefined, undefined, Promise.resolve()];
    },
    onStepEnd: ({ logs }) => logs.forEach(note),
    async onSettled(run) {
      if (latest !== undefined && isBetter(latest)) best = { step: run.step, value: latest };
      const checkpoint = { state: run.saveState(), config: run.config };
      await writing; // of the one before, which is over long since unless the disk is slow
      writing = write(checkpoint, run);
    },
    saveState: () => ({ best: best ? { ...best } : null, latest: latest ?? null }),
    restoreState(state) {
      best = (state.best ?? undefined) as Best | undefined;
      latest = (state.latest ?? undefined) as number | undefined;
    },
    async onTrainEnd() {
      await writing;
    },
  };
}
