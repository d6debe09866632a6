import type { Plugin, Run, StepReport } from "@forger/trainers";
import { barLine, conclusion, decisionLine, introduction, plainLine } from "./_progress_text.ts";
import { SmoothedLosses } from "./_smoothed_losses.ts";
import { StepRate } from "./_step_rate.ts";

/** Options of {@linkcode progress}. */
export interface ProgressOptions {
  /** Takes what is written. @default standard output, and a reader that went away does not end the training */
  readonly write?: (text: string) => void;
  /** Whether one line is overwritten again and again. @default whether standard output is a terminal */
  readonly terminal?: boolean;
  /** How many characters fit into the terminal's line. @default asks the terminal, each time */
  readonly columns?: () => number;
  /** Milliseconds between lines. @default {100} on a terminal, 10,000 elsewhere */
  readonly interval?: number;
}

const encoder = new TextEncoder();
const CLEAR_LINE = "\r\x1b[K";

/**
 * Shows on standard output how far training is: a bar on a terminal, a line every ten seconds where the output goes
 * to a file or a pipe.
 *
 * It has the share done, steps, steps a second over the last ten seconds, the time left at that rate, complete
 * epochs, and the losses, smoothed over about 50 steps. At the beginning it says what computes, after the first steps
 * how the step is compiled, and at the end how training ended, how long it took and where the results are.
 *
 * @throws {RangeError} If `interval` is negative or no number.
 *
 * @example
 * ```ts
 * import { progress } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(progress({ interval: 60_000 }).name, "progress");
 * ```
 */
export function progress(options: ProgressOptions = {}): Plugin {
  const { write = writeToOutput, terminal = Deno.stdout.isTerminal(), columns = terminalColumns } = options;
  const { interval = terminal ? 100 : 10_000 } = options;
  if (!(interval >= 0)) {
    throw new RangeError(
      `Cannot create progress as interval must be 0 milliseconds or more: current value is ${interval}`,
    );
  }
  let rate = new StepRate(), losses = new SmoothedLosses();
  let last: StepReport | undefined, shownAt = -Infinity, decisionShown = false;

  const writeLine = (text: string) => write(terminal ? `${CLEAR_LINE}${text}\n` : `${text}\n`);

  function show(report: StepReport, run: Run): void {
    shownAt = report.elapsed;
    const facts = { report, run, rate: rate.perSecond, losses: losses.values };
    if (terminal) write(CLEAR_LINE + barLine(facts, columns() - 1)); // the last column would wrap on some terminals
    else writeLine(plainLine(facts));
  }

  return {
    name: "progress",
    options: { terminal, interval },
    onTrainBegin(run) {
      [rate, losses, last, shownAt, decisionShown] = [
        new StepRate(),
        new SmoothedLosses(),
        undefined,
        -Infinity,
        false,
      ];
      for (const line of introduction(run)) writeLine(line);
    },
    onStepEnd(report, run) {
      last = report;
      rate.add(report);
      losses.add(report.logs);
      if (!decisionShown && run.decision) {
        writeLine(decisionLine(run.decision));
        decisionShown = true;
      }
      if (report.elapsed - shownAt >= interval) show(report, run);
    },
    onWarning(warning) {
      writeLine(`warning: ${warning}`);
      if (terminal) shownAt = -Infinity; // the bar's line is gone
    },
    onTrainEnd(reason, run) {
      if (last && last.elapsed > shownAt) show(last, run);
      if (terminal && last) write("\n");
      writeLine(conclusion(reason, run, last));
    },
  };
}

function writeToOutput(text: string): void {
  try {
    Deno.stdout.writeSync(encoder.encode(text));
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

function terminalColumns(): number {
  try {
    return Deno.consoleSize().columns;
  } catch {
    return 80; // a terminal that does not know its size
  }
}
