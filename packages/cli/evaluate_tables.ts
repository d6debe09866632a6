import type { EvaluatedValue, EvaluationComparison } from "@forger/trainers";
import { count as inWords } from "./describe_start.ts";

/** A number with so many digits as say something. */
function short(value: number, digits = 4): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  return size < 1e-4 || size >= 1e6 ? value.toExponential(digits - 1) : String(Number(value.toPrecision(digits)));
}

const ARROWS = { lower: "↓", higher: "↑", neither: " " } as const;

/** Texts in columns: the first at the left, numbers at the right. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row.map((text, column) => column === 0 ? text.padEnd(widths[0]!) : text.padStart(widths[column]!)).join("   ")
      .trimEnd()
  ).join("\n");
}

/** A scatter so small beside its value comes of rounding alone. */
const ROUNDING = 1e-12;

/** The mean of a value, and how far its repeats scatter; of one repeat its standard error, where that is known. */
export function meanText({ repeats, standardDeviation, standardError, value }: EvaluatedValue): string {
  if (repeats.length > 1) {
    const isRounding = standardDeviation < ROUNDING * Math.abs(value);
    return `${short(value)} ± ${isRounding ? 0 : short(standardDeviation, 2)}`;
  }
  return standardError === undefined ? short(value) : `${short(value)} (standard error ${short(standardError, 2)})`;
}

/**
 * A table of values.
 *
 * @param real What real rows get, by the values' names.
 */
export function valuesTable(values: readonly EvaluatedValue[], real: ReadonlyMap<string, number>): string {
  const spread = values.some(({ repeats }) => repeats.length > 1) ? "mean ± standard deviation" : "value";
  return aligned([
    ["", spread, "real rows"],
    ...values.map((value) => [
      `${value.name} ${ARROWS[value.better]}`,
      meanText(value),
      realText(real, value.name),
    ]),
  ]);
}

/** What both runs got in a value, and how they differ. */
export interface ComparedValue {
  readonly first: EvaluatedValue;
  readonly second: EvaluatedValue;
  readonly comparison: EvaluationComparison;
}

/**
 * A table of two runs' values with their differences.
 *
 * @param real What real rows get, by the values' names.
 */
export function comparisonTable(compared: readonly ComparedValue[], real: ReadonlyMap<string, number>): string {
  const table = aligned([
    ["", "first", "second", "second - first", "95 % interval", "beyond the scatter", "real rows"],
    ...compared.map(({ comparison, first, second }) => [
      `${comparison.name} ${ARROWS[first.better]}`,
      meanText(first),
      meanText(second),
      short(comparison.difference),
      comparison.interval === undefined ? "" : `± ${short(comparison.interval, 2)}`,
      verdict(comparison),
      realText(real, comparison.name),
    ]),
  ]);
  return `${table}\n\nThe interval is Welch's, of the scatter of the repeats: of other latents, not of other trainings.`;
}

function realText(real: ReadonlyMap<string, number>, name: string): string {
  const value = real.get(name);
  return value === undefined ? "" : short(value);
}

function verdict({ better, isClear }: EvaluationComparison): string {
  if (isClear === undefined) return "unknown: one repeat";
  if (!isClear) return "no";
  return better === undefined ? "yes" : `yes: the ${better} is better`;
}

/** What was compared. */
function rowsText({ card: { fakeCount, realCount, seeds, settings } }: EvaluatedValue): string {
  const { data, dataRows, fingerprint, split } = settings;
  const part = split === "train" ? ", the images for training" : split === "test" ? ", the images for tests" : "";
  return `${inWords(fakeCount)} generated rows, compared with ${inWords(realCount)} of the ${
    inWords(Number(dataRows))
  } rows of ${data}${part}${fingerprint === undefined ? "" : ` (${fingerprint})`}; seeds ${seeds.join(", ")}`;
}

/** How values were measured, what is common to them once; a run's file may have them of several evaluations. */
export function cardText(values: readonly EvaluatedValue[]): string {
  const common = new Set(["data", "dataRows", "fingerprint", "split"]), rows = grouped(values, rowsText);
  const lines = [...rows].map(([text, names]) => rows.size === 1 ? text : `${names.join(", ")}: ${text}`);
  for (
    const [text, names] of grouped(values, ({ card: { extractor, resizing } }) => {
      return `${extractor.name} (${extractor.hash})${resizing === "none" ? "" : `, ${resizing}`}`;
    })
  ) {
    lines.push(`${names.join(", ")}: ${text}`);
  }
  const own = ({ card: { settings } }: EvaluatedValue) =>
    Object.entries(settings).filter(([name]) => !common.has(name)).map(([name, value]) => `${name} ${value}`).join(
      ", ",
    );
  for (const [text, names] of grouped(values, own)) if (text !== "") lines.push(`${names.join(", ")}: ${text}`);
  return lines.join("\n");
}

/** The names of values for which a text is the same. */
function grouped(values: readonly EvaluatedValue[], textOf: (value: EvaluatedValue) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const value of values) groups.set(textOf(value), [...groups.get(textOf(value)) ?? [], value.name]);
  return groups;
}
