import { checkpointSteps, removeCheckpoint, writeCheckpoint } from "@forger/trainers";
import type { Checkpoint, Plugin, Run, RunState, StepLog } from "@forger/trainers";
import { checkPositiveInteger } from "./_check_positive_integer.ts";
import { notFiniteTensor } from "./_not_finite_tensor.ts";
import { refuseOption } from "./_refuse_option.ts";
import { traced } from "./_traced.ts";

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
type Best = { readonly step: number; readonly value: number };

/**
 * Writes down all that the run depends on, so that it can go on from there to the same bits: weights, optimizer slots, step,
 * the data's cursor, every plugin's state, the settings and how the steps are run.
 *
 * Training waits only until the state is copied, and goes on while it is written. The files, `checkpoints/step_00000500.*`, are
 * safetensors and JSON, each complete or not there, and checked when they are read. Where they cannot be written, as on a full
 * disk, training goes on with a warning, and the earlier checkpoints stay; likewise where weights are not finite, as a run
 * cannot recover from that. Where the run goes back to an earlier state, checkpoints of the steps after it are removed.
 *
 * With `best`, what counts for a checkpoint is the last value before it that was logged and finite. Let such values be logged
 * at the steps of checkpoints: `every: 1000` with `modeCount({ every: 500 })`, for instance.
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
  let best: Best | undefined, latest: number | undefined, isBroken = false;
  /** The steps of which there are checkpoints, and those of them that this process wrote. */
  let there: Set<number> = new Set(), own: Set<number> = new Set();
  /** The writing of the checkpoint before, which the next one waits for. */
  let writing: Promise<void> = Promise.resolve();

  function note({ values }: StepLog): void {
    const value = bestName === undefined ? undefined : values[bestName];
    if (value !== undefined && Number.isFinite(value)) latest = value;
  }

  function bestAt(step: number): Best | undefined {
    const before = best && there.has(best.step) ? best : undefined; // it may have been removed
    if (latest === undefined) return before;
    const isBetter = !before || (mode === "max" ? latest > before.value : latest < before.value);
    return isBetter ? { step, value: latest } : before;
  }

  /** @param before The best checkpoint, should this one not come about. */
  async function write(checkpoint: Checkpoint, before: Best | undefined, run: Run): Promise<void> {
    const { step, tensors } = checkpoint.state, broken = notFiniteTensor(weightsOf(tensors)), wasBroken = isBroken;
    let fault = broken && `Weights must be finite, and ${broken} is not. Earlier checkpoints stay`;
    isBroken = broken !== undefined;
    try {
      if (!isBroken) await traced(run, "checkpoint", () => writeCheckpoint(run.folder, checkpoint));
    } catch (error) {
      fault = (error as Error).message;
    }
    if (fault === undefined) own.add(step);
    else {
      if (best?.step === step) best = before;
      if (!(isBroken && wasBroken)) run.warn(`checkpoints: the state after step ${step} is not kept. ${fault}`);
    }
    await tidy(run, async () => {
      if (!there.has(step)) await removeCheckpoint(run.folder, step); // the tensors may be there, without a description
      const old = [...there].filter((other) => other <= step).slice(0, -keep);
      return old.filter((other) => other !== best?.step);
    });
  }

  /** Looks which checkpoints there are, and removes those that are not wanted any more. */
  async function tidy(run: Run, unwanted: () => readonly number[] | Promise<readonly number[]>): Promise<void> {
    try {
      there = new Set(await checkpointSteps(run.folder));
      for (const step of await unwanted()) {
        await removeCheckpoint(run.folder, step);
        there.delete(step);
        own.delete(step);
      }
    } catch (error) {
      run.warn(`checkpoints: those that are not wanted any more stay. ${(error as Error).message}`);
    }
  }

  /** Keeps it from ending the process where it fails: who waits for it hears of that. */
  function waitLater(work: Promise<void>): void {
    writing = work;
    writing.catch(() => {});
  }

  return {
    name: "checkpoints",
    options: { every, keep, best: bestName, mode },
    every,
    async onTrainBegin(run) {
      [best, latest, isBroken, own, writing] = [undefined, undefined, false, new Set(), Promise.resolve()];
      await tidy(run, () => []);
    },
    onStepEnd: { order: "post", handler: ({ logs }) => logs.forEach(note) }, // after those that log
    async onSettled(run) {
      await writing; // of the one before, which is over long since unless the disk is slow
      const before = best;
      best = bestAt(run.step); // before the state is copied, which holds it
      waitLater(write({ state: run.saveState(), config: run.config }, before, run));
    },
    saveState: () => ({ name: bestName ?? null, mode, best: best ?? null, latest: latest ?? null }),
    restoreState(state, run) {
      const { step } = run, isSame = state.name === (bestName ?? null) && state.mode === mode;
      if (!best || best.step > step) best = isSame ? state.best as Best | null ?? undefined : undefined;
      latest = isSame ? state.latest as number | null ?? undefined : undefined;
      const redone = () => [...own].filter((other) => other > step);
      waitLater(writing.then(() => tidy(run, redone)));
    },
    async onTrainEnd(_reason, run) {
      await writing;
      if (bestName !== undefined && latest === undefined && run.step > 0) {
        run.warn(`checkpoints: there is no best one, as nothing has logged finite values of ${bestName}`);
      }
    },
  };
}

/** Without the optimizers' slots. */
function weightsOf(tensors: RunState["tensors"]): RunState["tensors"] {
  return Object.fromEntries(Object.entries(tensors).filter(([name]) => !/^[a-z]+\/optimizer\//.test(name)));
}
