import type { Plugin, Run } from "@forger/trainers";
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
 * run that is resumed or goes back replaces the rows of steps that it does again. Where rows from before are missing, as a
 * power cut may take the last ones, it says so.
 *
 * A row holds the losses and their terms, what plugins log within the step, and what they log on the host before this plugin
 * hears of the step: those that measure do so first. When steps were done, and what plugins warned of, is not there, so that
 * the same run writes the same bytes wherever and however often it is resumed; `tensorboard` and `telemetry` have both.
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
  let tables: readonly (readonly [file: string, table: JsonLinesTable | CsvTable])[] = [];
  /** The last step that was heard of, and the last one that has a row. */
  let last = Infinity, written = 0;
  /** Where training goes on, until a step is done there. */
  let goesOnAt: number | undefined;

  /** Drops rows of steps that are done again, and looks whether those before are there. */
  async function keepBefore(first: number, run: Run): Promise<void> {
    const expected = Math.min(written, every * Math.floor((first - 1) / every));
    for (const [file, table] of tables) {
      const kept = await table.keepBefore(first);
      if (kept < expected) {
        run.warn(`metrics-file: ${file} lacks rows that it has had: those of steps ${kept + 1} to ${expected}`);
      }
    }
  }

  return {
    name: "metrics-file",
    options: { formats, every },
    onTrainBegin({ folder }) {
      tables = wanted.map((format) => {
        const file = `${folder}/metrics.${format}`;
        return [file, new TABLES[format](file)];
      });
      [last, written, goesOnAt] = [Infinity, 0, undefined]; // the files may be an earlier run's, whose steps are done again
    },
    async onStepEnd({ logs }, run) {
      const first = logs[0]!.step;
      if (first <= last) await keepBefore(first, run);
      [last, goesOnAt] = [logs.at(-1)!.step, undefined];
      const rows = every === 1 ? logs : logs.filter(({ step }) => step % every === 0);
      if (rows.length === 0) return;
      for (const [, table] of tables) await table.append(rows);
      written = rows.at(-1)!.step;
    },
    saveState: () => ({ written }),
    restoreState(state, { step }) {
      [written, goesOnAt] = [Number(state.written), step];
    },
    async onTrainEnd(_reason, run) {
      if (goesOnAt !== undefined && goesOnAt < last) await keepBefore(goesOnAt + 1, run); // it went back, and ended there
    },
  };
}
