import { compareEvaluations, type EvaluatedValue } from "@forger/trainers";
import { count as inWords } from "./describe_start.ts";
import type { EvaluateFlags } from "./evaluate_flags.ts";
import { cardText, type ComparedValue, comparisonTable, valuesTable } from "./evaluate_tables.ts";
import type { EvaluatedRun } from "./evaluated_run.ts";
import type { Output } from "./output.ts";
import { UsageError } from "./usage_error.ts";

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
 * @throws {UsageError} If two runs have no value in common.
 */
export function reportFindings(
  { findings, notes: given, real }: Findings,
  { json }: EvaluateFlags,
  output: Output,
): void {
  const [first, second] = findings as readonly [Finding, Finding?];
  const compared = second ? comparedValues(first, second) : [], left = second ? leftOut(first, second) : [];
  const notes = left.length === 0 ? given : [...given, `Not compared, as one run alone has them: ${left.join(", ")}`];
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
    output.print(`${comparisonTable(compared, real)}\n\n${cardsText(compared)}`);
  } else output.print(`${describe(first)}\n\n${valuesTable(first.values, real)}\n\n${cardText(first.values)}`);
}

/** The cards of both; once where they are the same, as all of them are but for the seeds. */
function cardsText(compared: readonly ComparedValue[]): string {
  const first = cardText(compared.map(({ first }) => first)), second = cardText(compared.map(({ second }) => second));
  return first === second ? first : `first:\n${first}\n\nsecond:\n${second}`;
}

const GENERATORS = { model: "the saved generator", best: "the best generator", checkpoint: "the generator" } as const;

function describe({ run, step }: Finding): string {
  return `${run.saved.folder}: ${GENERATORS[run.of]} after ${inWords(step)} steps`;
}

/** Those values that both have. */
function comparedValues(first: Finding, second: Finding): ComparedValue[] {
  const compared = first.values.flatMap((value) => {
    const other = second.values.find(({ name }) => name === value.name);
    return other ? [{ first: value, second: other, comparison: compareEvaluations(value, other) }] : [];
  });
  if (compared.length > 0) return compared;
  const [one, other] = [first, second].map(({ values }) => values.map(({ name }) => name).join(", "));
  throw new UsageError(
    `Cannot compare ${first.run.saved.folder} with ${second.run.saved.folder} as they must have a value in common: the first has ${one}, the second ${other}`,
    { help: "leave out --stored, and both are measured in the same way" },
  );
}

/** The names of values that only one of them has. */
function leftOut(...both: readonly [Finding, Finding]): string[] {
  const [first, second] = both.map(({ values }) => new Set(values.map(({ name }) => name))) as [
    Set<string>,
    Set<string>,
  ];
  return [...first.symmetricDifference(second)];
}
