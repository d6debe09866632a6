import type { Plugin, Run, StepReport } from "@forger/trainers";
import { checkPositiveInteger } from "./_check_positive_integer.ts";
import { barLine, conclusion, decisionLine, introduction, lossNames, plainLine, stepLine } from "./_progress_text.ts";
import { RecentValues, type RecentValuesState } from "./_recent_values.ts";
import { refuseOption } from "./_refuse_option.ts";
import { SmoothedLosses, type SmoothedLossesState } from "./_smoothed_losses.ts";
import { StepRate } from "./_step_rate.ts";

/** Options of {@linkcode progress}. */
export interface ProgressOptions {
  /** Takes what is written. @default standard output, and a reader or a terminal that went away does not end the training */
  readonly write?: (text: string) => void;
  /** Whether one line is overwritten again and again. @default whether standard output is a terminal */
  readonly terminal?: boolean;
  /** How many characters fit into the terminal's line. @default asks the terminal, each time */
  readonly columns?: () => number;
  /** Milliseconds between lines. @default {100} on a terminal; elsewhere 10,000, or where `every` is given no such lines */
  readonly interval?: number;
  /** Names of logged values to show besides the losses, for instance `accuracy/real`. @default {none} */
  readonly show?: string | readonly string[];
  /** Steps between lines that stay, also on a terminal, with the values of that very step. @default {no such lines} */
  readonly every?: number;
  /** Names of the logged values in the lines of `every`. @default the losses and what `show` names */
  readonly values?: string | readonly string[];
}

const encoder = new TextEncoder();
const CLEAR_LINE = "\r\x1b[K";

/**
 * Shows on standard output how far training is: a bar on a terminal, a line every ten seconds where the output goes
 * to a file or a pipe.
 *
 * It has the share done, steps, steps a second over the last ten seconds, the time left at that rate, complete
 * epochs, and the losses, smoothed over about 50 steps. At the beginning it says what computes, after the first steps
 * how the step is compiled, and at the end how training ended, how long it took and where the results are. Where a run is
 * resumed, it says at which step, and how long the steps since then took.
 *
 * Values of `show` are means over those of the last 50 steps that logged them, or else what was logged last.
 *
 * With `every`, there are also lines such as `step 2,000  discriminator 0.6931  generator 0.7012`, one for each multiple:
 * these values are not smoothed, and a dash stands for one that the step has not logged.
 *
 * @throws {RangeError} If `interval` is negative or no number, `every` is not a positive integer, `show` or `values` has
 * an empty name, or `values` comes without `every`.
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
  const { every, show: names = [], values } = options;
  const { interval = terminal ? 100 : every === undefined ? 10_000 : undefined } = options;
  if (interval !== undefined && !(interval >= 0)) {
    refuseOption("progress", "interval", "0 milliseconds or more", interval);
  }
  if (every !== undefined) checkPositiveInteger("progress", "every", every);
  const shownNames = [names].flat(), lineNames = values === undefined ? undefined : [values].flat();
  if (!areNames(shownNames)) refuseOption("progress", "show", "names of logged values", names);
  if (lineNames && !(areNames(lineNames) && lineNames.length > 0)) {
    refuseOption("progress", "values", "names of logged values", `[${values}]`);
  }
  if (lineNames && every === undefined) refuseOption("progress", "every", "given where values are", every);
  let rate = new StepRate(), losses = new SmoothedLosses(), recent = new RecentValues(shownNames);
  let last: StepReport | undefined, begun = 0, shownAt = -Infinity, decisionShown = false;

  const writeLine = (text: string) => write(terminal ? `${CLEAR_LINE}${text}\n` : `${text}\n`);

  function show(report: StepReport, run: Run): void {
    shownAt = report.elapsed;
    const facts = { report, run, rate: rate.perSecond, losses: losses.values, shown: recent.values };
    if (terminal) write(CLEAR_LINE + barLine(facts, columns() - 1)); // the last column would wrap on some terminals
    else writeLine(plainLine(facts));
  }

  return {
    name: "progress",
    // where nothing is said, what the terminal decides: it may be another one when a run goes on
    options: { terminal: options.terminal, interval: options.interval, show: names, every, values },
    onTrainBegin(run) {
      [rate, losses, recent, last, begun, shownAt, decisionShown] = [
        new StepRate(),
        new SmoothedLosses(),
        new RecentValues(shownNames),
        undefined,
        run.step,
        -Infinity,
        false,
      ];
      for (const line of introduction(run)) writeLine(line);
    },
    onStepEnd(report, run) {
      last = report;
      rate.add(report);
      losses.add(report.logs);
      recent.add(report.logs);
      if (!decisionShown && run.decision) {
        writeLine(decisionLine(run.decision));
        decisionShown = true;
      }
      for (const log of every === undefined ? [] : report.logs.filter(({ step }) => step % every === 0)) {
        writeLine(stepLine(log, lineNames ?? [...lossNames(log), ...shownNames]));
        if (terminal) shownAt = -Infinity; // the bar's line is gone
      }
      if (interval !== undefined && report.elapsed - shownAt >= interval) show(report, run);
    },
    onWarning(warning) {
      writeLine(`warning: ${warning}`);
      if (terminal) shownAt = -Infinity; // the bar's line is gone
    },
    saveState: () => ({ losses: losses.state, recent: recent.state }),
    restoreState(state) {
      losses = SmoothedLosses.from(state.losses as SmoothedLossesState);
      recent.restore(state.recent as RecentValuesState);
    },
    onTrainEnd(reason, run) {
      if (last && last.elapsed > shownAt) show(last, run);
      if (terminal && last) write("\n");
      writeLine(conclusion({ reason, run, begun, last }));
    },
  };
}

function areNames(names: readonly unknown[]): boolean {
  return names.every((name) => typeof name === "string" && name !== "");
}

function writeToOutput(text: string): void {
  try {
    Deno.stdout.writeSync(encoder.encode(text));
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** Whether what reads standard output has gone: of a terminal that was closed the system says `EIO`. */
function isGone(error: unknown): boolean {
  return error instanceof Deno.errors.BrokenPipe || (error as { readonly code?: string }).code === "EIO";
}

function terminalColumns(): number {
  try {
    return Deno.consoleSize().columns;
  } catch {
    return 80; // a terminal that does not know its size
  }
}
