import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { nearestName, startCompute } from "@forger/core";
import { checkRange } from "./_check_range.ts";
import { fingerprintOfRows } from "./_fingerprint_of.ts";
import { type CsvTable, readCsv, toNumber } from "./_read_csv.ts";
import { stretch } from "./_stretch.ts";
import { arraySource } from "./array_source.ts";
import type { Source } from "./source.ts";

/** Options of {@linkcode csvPoints}. */
export interface CsvPointsOptions {
  /** The columns that make a row, in their order: by name, or by number from 1. @default {all but that of the labels} */
  readonly columns?: readonly (string | number)[];
  /** The column of the labels, by name, or by number from 1: each of its different texts is a class. @default {no labels} */
  readonly label?: string | number;
  /** What is between two fields: one or more characters. @default {","} */
  readonly delimiter?: string;
  /** Whether the first line names the columns. @default {whether none of its fields is a number} */
  readonly header?: boolean;
  /** What the least and the greatest number of each column become. @default {numbers stay as they are} */
  readonly range?: readonly [low: number, high: number];
  /** What the source is called in a run's records. @default the file's name */
  readonly name?: string;
}

/**
 * Reads points, or longer rows of numbers, from columns of a CSV file.
 *
 * Columns of a file without a header have their numbers as names. Classes are in the order of their texts, or of their numbers
 * where all are numbers. Empty lines, and spaces around fields, are left out. Starts compute with its defaults where that has
 * not happened.
 *
 * @returns Rows of shape `[columns]`.
 * @throws {RangeError} If the file has no rows, a line has more or fewer fields than the first, a column is not there, a field
 * is no number that float32 holds, a label is empty, or `range` is none.
 * @throws {Error} If the file cannot be read.
 * @see Common format and MIME type for comma-separated values (CSV) files. Shafranovich, 2005, https://www.rfc-editor.org/rfc/rfc4180
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { csvPoints } from "@forger/data";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const path = await Deno.makeTempFile({ suffix: ".csv" });
 * await Deno.writeTextFile(path, "x,y,side\n1,2,right\n-3,0.5,left\n");
 *
 * const points = await csvPoints(path, { label: "side" });
 * const rows = tf.tensor1d([0, 1], "int32");
 * assertEquals(points.gather(rows).arraySync(), [[1, 2], [-3, 0.5]]);
 * assertEquals([points.classes, points.gatherLabels!(rows).arraySync()], [["left", "right"], [1, 0]]);
 * points.dispose();
 * await Deno.remove(path);
 * ```
 */
export async function csvPoints(path: string | URL, options: CsvPointsOptions = {}): Promise<Source> {
  const { delimiter = ",", header, label, range } = options;
  const file = path instanceof URL ? fileURLToPath(path) : path;
  const { name = basename(file) } = options;
  if (range) checkRange(range, `source ${name}`);
  const table = await readCsv(file, { delimiter, header });
  const labelColumn = label === undefined ? undefined : columnOf(label, table, file);
  const columns = options.columns?.map((column) => columnOf(column, table, file)) ??
    [...table.columns.keys()].filter((column) => column !== labelColumn);
  if (columns.length === 0) {
    throw new RangeError(
      `Cannot read ${file} as one or more columns must make a row: its columns are ${table.columns.join(", ")}`,
    );
  }
  const values = new Float32Array(table.rows.length * columns.length);
  columns.forEach((column, place) => {
    const numbers = numbersOf(column, { table, file, delimiter });
    const what = `${nameOf(column, table)} of ${file}`;
    const fitting = range
      ? stretch(numbers, range, what, ": leave it out of `columns` where it never changes")
      : numbers;
    fitting.forEach((value, row) => values[row * columns.length + place] = value);
  });
  const labelled = labelColumn === undefined ? {} : labelsOf(labelColumn, table, file);
  await startCompute();
  const source = arraySource({ name, values, shape: [columns.length], ...labelled });
  return { ...source, fingerprint: fingerprintOfRows({ values, ...labelled }) };
}

/** Finds a column by its name, or by its number. */
function columnOf(column: string | number, { columns }: CsvTable, file: string): number {
  const place = typeof column === "number" ? column - 1 : columns.indexOf(column);
  if (columns[place] !== undefined) return place;
  const list = columns.join(", ");
  throw new RangeError(
    typeof column === "number"
      ? `Cannot read ${file} as a column must be an integer from 1 to ${columns.length}, for ${list}: current value is ${column}`
      : `Cannot read ${file} as a column must be one of ${list}: "${column}" is none, did you mean "${
        nearestName(column, columns)
      }"?`,
  );
}

/** A column for messages: by its name, or by its number where its name is empty. */
const nameOf = (column: number, { columns }: CsvTable): string => `column ${columns[column] || column + 1}`;

function numbersOf(
  column: number,
  { table, file, delimiter }: { readonly table: CsvTable; readonly file: string; readonly delimiter: string },
): Float64Array {
  return Float64Array.from(table.rows, ({ fields, line }) => {
    const field = fields[column]!, value = toNumber(field);
    if (value !== undefined) return value;
    const other = OTHER_DELIMITERS.find((other) => other !== delimiter && field.includes(other));
    const remedy = other === undefined
      ? "leave out the line, or name the columns of numbers in `columns`"
      : `where ${JSON.stringify(other)} is between two fields, give it as \`delimiter\``;
    throw new RangeError(
      `Cannot read ${file} as ${nameOf(column, table)} of line ${line} must be a number: current value is ${
        field || "empty"
      }; ${remedy}`,
    );
  });
}

/** What is often between two fields; not the comma, which stands within numbers too. */
const OTHER_DELIMITERS = [";", "\t", "|"];

/** The labels, and the classes in their order. */
function labelsOf(
  column: number,
  table: CsvTable,
  file: string,
): { readonly labels: readonly number[]; readonly classes: readonly string[] } {
  const texts = table.rows.map(({ fields, line }) => {
    if (fields[column] !== "") return fields[column]!;
    throw new RangeError(
      `Cannot read ${file} as ${nameOf(column, table)} of line ${line} must be a label: it is empty`,
    );
  });
  const classes = [...new Set(texts)];
  const numeric = classes.every((text) => toNumber(text) !== undefined);
  classes.sort((one, other) => (numeric && Number(one) - Number(other)) || (one < other ? -1 : 1));
  const labels = new Map(classes.map((text, label) => [text, label]));
  return { labels: texts.map((text) => labels.get(text)!), classes };
}
