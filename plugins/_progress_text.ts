import type { CompileDecision } from "@forger/core";
import type { EndReason, Run, StepLog, StepReport } from "@forger/trainers";
import { describeDuration } from "./_duration.ts";

/** What a progress line is made of. */
export interface ProgressFacts {
  readonly run: Run;
  readonly report: StepReport;
  /** Steps a second. */
  readonly rate: number | undefined;
  readonly losses: ReadonlyMap<string, number>;
  /** Other values by name; undefined where nothing logged them yet. */
  readonly shown: ReadonlyMap<string, number | undefined>;
}

const LONGEST_BAR = 30, SHORTEST_BAR = 10, GAP = "  ";

const MODES: Readonly<Record<CompileDecision["mode"], string>> = {
  xla: "as one function compiled by XLA",
  graph: "as one TensorFlow function",
  off: "operation by operation",
};

/** Says what computes, for how long or from where on, and where the results will be. */
export function introduction({ compute, folder, name, step, steps }: Run): readonly string[] {
  const library = compute.backend === "tensorflow" ? "libtensorflow" : "TensorFlow.js";
  const what = step === 0
    ? `Training ${name} for ${count(steps)} steps`
    : `Resuming ${name} at step ${count(step)} of ${count(steps)}`;
  return [
    `${what} on ${compute.device} with ${library} ${compute.version}, into ${folder}`,
    ...compute.reason ? [`This is slow, as libtensorflow is missing: ${compute.reason}`] : [],
  ];
}

/** Says how a step is run. */
export function decisionLine({ mode, reason }: CompileDecision): string {
  return `Each step runs ${MODES[mode]}: ${reason}`;
}

/** One line with a bar, as long as there is room; facts that do not fit are left out from the end. */
export function barLine(facts: ProgressFacts, columns: number): string {
  const { report: { step }, run: { name, steps } } = facts;
  let line = `${name} ${percent(facts)}`, room = columns - line.length - SHORTEST_BAR - 1;
  const shown: string[] = [];
  for (const fact of factsOf(facts)) {
    room -= fact.length + GAP.length;
    if (room < 0) break;
    shown.push(fact);
  }
  // in three sizes, else the bar would change with each digit of what follows
  const length = room < 0 ? SHORTEST_BAR : Math.min(LONGEST_BAR, SHORTEST_BAR * Math.floor(1 + room / SHORTEST_BAR));
  const filled = Math.floor(length * step / steps);
  line += ` ${"█".repeat(filled)}${"░".repeat(length - filled)}`;
  return [line, ...shown].join(GAP).slice(0, Math.max(0, columns));
}

/** The same without the bar. */
export function plainLine(facts: ProgressFacts): string {
  return [percent(facts), ...factsOf(facts)].join(GAP);
}

/** What one step logged under some names. */
export function stepLine({ step, values }: StepLog, names: readonly string[]): string {
  return [`step ${count(step)}`, ...names.map((name) => `${name} ${describeExactly(values[name])}`)].join(GAP);
}

/** The names of what a step logged as losses: their terms, and other values, have a slash. */
export function lossNames({ values }: StepLog): string[] {
  return Object.keys(values).filter((name) => !name.includes("/"));
}

/** How training ended. */
export interface Conclusion {
  readonly reason: EndReason;
  readonly run: Run;
  /** The step at which it began, which is not 0 where it was resumed. */
  readonly begun: number;
  /** The last report, where there was one. */
  readonly last: StepReport | undefined;
}

/** Says how training ended; the time is that of the steps since it began or was resumed. */
export function conclusion({ begun, last, reason, run: { folder, steps, stopReason } }: Conclusion): string {
  const duration = describeDuration(last?.elapsed ?? 0), done = last?.step ?? begun;
  const since = begun === 0 ? "" : `, ${count(done - begun)} of them`;
  if (reason === "finished") return `Finished ${count(steps)} steps${since} in ${duration}: ${folder}`;
  const verb = reason === "failed" ? "Failed" : stopReason === undefined ? "Stopped" : `Stopped (${stopReason})`;
  const time = begun === 0 ? `and ${duration}` : `and ${duration} since step ${count(begun)}`;
  return `${verb} after ${count(done)} of ${count(steps)} steps ${time}: ${folder}`;
}

function percent({ report, run }: ProgressFacts): string {
  return `${Math.floor(100 * report.step / run.steps)}%`.padStart(4);
}

function factsOf({ report: { epoch, step }, run: { steps }, rate, losses, shown }: ProgressFacts): string[] {
  return [
    `${step}/${steps}`,
    ...rate ? [`${describeRate(rate)} steps/s`, `${describeDuration(1000 * (steps - step) / rate)} left`] : [],
    ...Array.from(losses, ([name, value]) => `${name} ${describeValue(value)}`),
    ...Array.from(shown, ([name, value]) => `${name} ${describeShown(value)}`),
    `epoch ${epoch}`,
  ];
}

function describeValue(value: number): string {
  return Math.abs(value) < 1000 ? value.toFixed(3) : value.toPrecision(4);
}

/** Counts are whole. */
function describeShown(value: number | undefined): string {
  if (value === undefined) return "–";
  return Number.isInteger(value) ? String(value) : describeValue(value);
}

/** With four digits that count. */
function describeExactly(value: number | undefined): string {
  if (value === undefined) return "–";
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(4)));
}

function describeRate(rate: number): string {
  return rate < 10 ? rate.toFixed(2) : rate < 100 ? rate.toFixed(1) : count(Math.round(rate));
}

function count(value: number): string {
  return value.toLocaleString("en");
}
