import type { Plugin } from "@forger/trainers";
import { checkPositiveInteger } from "./_check_positive_integer.ts";
import { CsvTable } from "./_csv_table.ts";
import { JsonLinesTable } from "./_json_lines_table.ts";

/** A file format of {@linkcode metricsFile}. */
export type MetricsFormat = "jsonl" | "csv";

/** Options of {@linkcode metricsFile}. */
export interface MetricsFileOptions {
  /** Which files are written. @default {["jsonl", "csv"]} */
  readonly formats?: MetricsFormat | readonly MetricsFormat[];
  /** Steps between rows. @default {1} */
  readonly every?: number;
}

const TABLES = { jsonl: JsonLinesTable, csv: CsvTable } as const;

/**
 * Writes what each step logged: `metrics.jsonl` holds a JSON object a line, `metrics.csv` a header and a row a step.
 *
 * JSON knows neither NaN nor infinities: they are the strings `"NaN"`, `"Infinity"` and `"-Infinity"` there, which
 * `Number()` reads. The CSV file has them without quotes, and an empty field where a step logged no such value. A
 * run that continues or goes back drops the rows of steps that it does again.
 *
 * @throws {RangeError} If a format is unknown or there is none, or `every` is not a positive integer.
 *
 * @example
 * ```ts
 * import { metricsFile } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(metricsFile({ formats: ["jsonl"], every: 10 }).name, "metrics-file");
 * ```
 */
export function metricsFile(options: MetricsFileOptions = {}): Plugin {
  const { formats = ["jsonl", "csv"], every = 1 } = options;
  const wanted = [...new Set([formats].flat())];
  if (wanted.length === 0 || !wanted.every((format) => Object.hasOwn(TABLES, format))) {
    throw new RangeError(
      `Cannot create metrics-file as formats must be some of ${
        Object.keys(TABLES).join(", ")
      }: current value is [${formats}]`,
    );
  }
  checkPositiveInteger("metrics-file", "every", every);
  let tables: readonly (JsonLinesTable | CsvTable)[] = [];
  let last = Infinity;

  return {
    name: "metrics-file",
    options: { formats, every },
    onTrainBegin({ folder }) {
      tables = wanted.map((format) => new TABLES[format](`${folder}/metrics.${format}`));
      last = Infinity; // the files may be an earlier run's, whose steps are done again
    },
    async onStepEnd({ logs }) {
      const first = logs[0]!.step;
      if (first <= last) { for (const table of tables) await table.keepBefore(first); }
      last = logs.at(-1)!.step;
      const rows = every === 1 ? logs : logs.filter(({ step }) => step % every === 0);
      if (rows.length > 0) { for (const table of tables) await table.append(rows); }
    },
  };
}
