import { writeAtomically } from "@forger/core";
import {
  networkTables,
  NOTES_FILE,
  type PageNote,
  type RunNotes,
  ValueHistory,
  type ValueHistoryState,
  WARNINGS_FILE,
  writeReport,
} from "@forger/pages";
import type { EndReason, Plugin, Run, StepReport } from "@forger/trainers";
import { decisionLine } from "./_progress_text.ts";
import configuration from "./deno.json" with { type: "json" };

/** A run that warns again and again does not fill the disk: the newest are kept. */
const MOST_WARNINGS = 1000;

/**
 * Writes `report.html` when training ends: one file that shows the run, and needs no other file and no network.
 *
 * It has the losses and all other values, samples over time, scores, warnings with their advice, both networks and the
 * settings; {@linkcode writeReport} says more. A run that was stopped has one too, and one that failed after
 * its first step. Beside it lie `warnings.jsonl`,
 * what plugins warned of, a line each, and `report.json`, what only the process knew that trained: with these
 * `deno task report` writes the same report again.
 *
 * Values come from the files of `metrics-file`, or where a run is without that plugin from what this one has kept.
 *
 * @example
 * ```ts
 * import { report } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(report().name, "report");
 * ```
 */
export function report(): Plugin {
  let history: ValueHistory | undefined;
  let keepsHistory = false, warnings: readonly PageNote[] = [], written: readonly PageNote[] | undefined;
  let begun = 0, last: StepReport | undefined, failure: string | undefined, hasToldFault = false;

  /** Writes something; where it cannot be written, as on a full disk, training goes on and the user is told, once. */
  async function tryTo(run: Run, write: () => Promise<unknown>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (!hasToldFault) run.warn(`report: it is incomplete, or missing. ${(error as Error).message}`);
      hasToldFault = true;
    }
  }

  /** Writes the warnings, where there are others than in the file. */
  async function flush(run: Run): Promise<void> {
    if (warnings === written) return;
    const file = `${run.folder}/${WARNINGS_FILE}`, now = warnings;
    await tryTo(run, async () => {
      if (now.length > 0) await writeAtomically(file, now.map((note) => `${JSON.stringify(note)}\n`).join(""));
      else await Deno.remove(file).catch(unlessMissing); // of steps that are done again
      written = now;
    });
  }

  function notesOf(reason: EndReason, run: Run): RunNotes {
    const stopReason = failure ?? run.stopReason;
    return {
      version: configuration.version,
      networks: networkTables(run.networks),
      facts: run.decision ? [["Step", decisionLine(run.decision)]] : [],
      end: {
        reason,
        ...stopReason !== undefined && { stopReason },
        step: run.step,
        since: begun,
        seconds: Math.round((last?.elapsed ?? 0) / 1000),
      },
    };
  }

  return {
    name: "report",
    options: {},
    onConfigure(_experiment, plugins) {
      keepsHistory = plugins.every(({ name }) => name !== "metrics-file");
    },
    async onTrainBegin(run) {
      [begun, last, failure, warnings, written] = [run.step, undefined, undefined, [], undefined];
      hasToldFault = false;
      history = keepsHistory ? new ValueHistory() : undefined;
      if (run.step === 0) await flush(run);
    },
    async onStepEnd(report, run) {
      last = report;
      for (const { step, values } of history ? report.logs : []) history!.add(step, values);
      await flush(run);
    },
    onWarning(text, { step }) {
      warnings = [...warnings, { step, text }].slice(-MOST_WARNINGS);
      return false; // it is shown in the report alone
    },
    saveState: () => ({
      warnings: warnings.map(({ step, text }) => ({ step: step!, text })),
      ...history && { history: history.state },
    }),
    restoreState(state, { step }) {
      const saved = state.warnings as unknown as readonly PageNote[] ?? [];
      const isSaved = new Set(saved.map((note) => JSON.stringify(note)));
      // where training itself went back, what this process warned of has still happened
      warnings = [...saved, ...warnings.filter((note) => !isSaved.has(JSON.stringify(note)))].slice(-MOST_WARNINGS);
      if (!keepsHistory) return;
      history = state.history ? ValueHistory.from(state.history as unknown as ValueHistoryState) : history!;
      history.forgetFrom(step + 1);
    },
    onError(error) {
      failure = error instanceof Error ? error.message : String(error);
    },
    onTrainEnd: {
      order: "post", // when the others have written theirs
      async handler(reason, run) {
        if (reason === "failed" && run.step === begun) return; // there is nothing to show yet
        await flush(run);
        await tryTo(run, async () => {
          await writeAtomically(`${run.folder}/${NOTES_FILE}`, `${JSON.stringify(notesOf(reason, run))}\n`);
          await writeReport(run.folder, { history });
        });
      },
    },
  };
}

function unlessMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
