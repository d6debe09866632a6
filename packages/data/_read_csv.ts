import { readFile } from "./_read_file.ts";

/** A line of a CSV file. */
export interface CsvLine {
  /** Its number, counted from 1; of fields over several lines the last one. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** The lines of a CSV file, each of as many fields. */
export interface CsvTable {
  /** The columns' names: those of the header, or their numbers from 1. */
  readonly columns: readonly string[];
  /** One or more. */
  readonly rows: readonly CsvLine[];
}

/** What {@linkcode readCsv} is told of a file. */
export interface ReadCsvOptions {
  readonly delimiter: string;
  /** Whether the first line names the columns; where it is left out, it does if none of its fields is a number. */
  readonly header: boolean | undefined;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The number that a field stands for; undefined where it is none that float32 can hold. */
export function toNumber(field: string): number | undefined {
  return NUMBER.test(field) && Number.isFinite(Math.fround(Number(field))) ? Number(field) : undefined;
}

/** Reads a CSV file; empty lines, and spaces around fields, are left out. */
export async function readCsv(path: string, { delimiter, header }: ReadCsvOptions): Promise<CsvTable> {
  const lines = await parseLines(path, delimiter);
  const [first] = lines;
  if (!first) throw new RangeError(`Cannot read ${path} as it must have rows: it is empty`);
  const names = first.fields;
  const named = header ?? names.every((field) => toNumber(field) === undefined);
  const rows = named ? lines.slice(1) : lines;
  if (rows.length === 0) {
    throw new RangeError(`Cannot read ${path} as it must have rows: it has nothing but a header, ${names.join(", ")}`);
  }
  const twice = named && names.find((name, column) => names.indexOf(name) < column);
  if (typeof twice === "string") {
    throw new RangeError(`Cannot read ${path} as the names of its columns must differ: "${twice}" is there twice`);
  }
  for (const { line, fields } of rows) {
    if (fields.length === names.length) continue;
    throw new RangeError(
      `Cannot read ${path} as line ${line} must have ${names.length} fields, as line ${first.line} has: current number is ${fields.length}`,
    );
  }
  return { columns: named ? names : names.map((_, column) => String(column + 1)), rows };
}

async function parseLines(path: string, delimiter: string): Promise<CsvLine[]> {
  const { parse } = await import("csv-parse/sync");
  const bytes = await readFile(path);
  const found: CsvLine[] = [];
  try {
    parse(bytes, {
      bom: true,
      delimiter,
      relax_column_count: true, // they are counted with a message of our own
      skip_empty_lines: true,
      trim: true,
      on_record(fields, { lines }) {
        found.push({ line: lines, fields });
        return null;
      },
    });
  } catch (cause) {
    throw new RangeError(
      `Cannot read ${path} as it must be a table of fields with "${delimiter}" between them: ${
        cause instanceof Error ? cause.message : cause
      }`,
      { cause },
    );
  }
  return found;
}
