import { compareEvaluations, type EvaluatedValue } from "@forger/trainers";
import { count as inWords } from "./describe_start.ts";
import type { EvaluateFlags } from "./evaluate_flags.ts";
import { cardText, type ComparedValue, comparisonTable, valuesTable } from "./evaluate_tables.ts";
import type { EvaluatedRun } from "./evaluated_run.ts";
import type { Output } from "./output.ts";

/** What was measured of a run. */
export interface Finding {
  readonly run: EvaluatedRun;
  /** After how many steps its generator was so. */
  readonly step: number;
  readonly values: readonly EvaluatedValue[];
}

/** All that there is to report. */
export interface Findings {
  /** One run, or two that are compared. */
  readonly findings: readonly Finding[];
  /** What the user should know of the choice of metrics. */
  readonly notes: readonly string[];
  /** What real rows get, by the values' names. */
  readonly real: ReadonlyMap<string, number>;
}

/**
 * Prints what was measured, and how two runs differ: as tables, or as JSON.
 *
 * @throws {TypeError} If values of two runs were measured in different ways: the message lists how.
 */
export function reportFindings(
  { findings, notes, real }: Findings,
  { json, stored }: EvaluateFlags,
  output: Output,
): void {
  const [first, second] = findings as readonly [Finding, Finding?];
  const compared = second ? comparedValues(first, second) : [];
  if (json) {
    const runs = findings.map(({ run, step, values }) => ({
      run: run.saved.folder,
      of: run.of,
      step,
      values: values.map((value) => ({ ...value, real: real.get(value.name) })),
    }));
    output.print(JSON.stringify(
      {
        runs,
        ...second && { comparison: compared.map(({ comparison }) => comparison) },
        ...notes.length > 0 && { notes },
      },
      null,
      2,
    ));
    return;
  }
  for (const note of notes) output.print(`Note: ${note}.`);
  if (second) {
    output.print(`first:  ${describe(first)}\nsecond: ${describe(second)}\n`);
    output.print(comparisonTable(compared, real));
  } else output.print(`${describe(first)}\n\n${valuesTable(first.values, real)}`);
  output.print(`\n${cardText(first.values)}`);
  if (stored) return;
  for (const { run } of findings) output.print(`Written to ${run.saved.folder}/evaluations.jsonl`);
}

const GENERATORS = { model: "the saved generator", best: "the best generator", checkpoint: "the generator" } as const;

function describe({ run, step }: Finding): string {
  return `${run.saved.folder}: ${GENERATORS[run.of]} after ${inWords(step)} steps`;
}

/** Those values that both have. */
function comparedValues(first: Finding, second: Finding): ComparedValue[] {
  return first.values.flatMap((value) => {
    const other = second.values.find(({ name }) => name === value.name);
    return other ? [{ first: value, second: other, comparison: compareEvaluations(value, other) }] : [];
  });
}
