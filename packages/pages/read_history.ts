import { readLines } from "./_read_lines.ts";
import { ValueHistory } from "./value_history.ts";

/** A history that was read, with what is missing of it. */
export interface ReadHistory {
  /** What could be read. */
  readonly history: ValueHistory;
  /** What could not, in words. */
  readonly gaps: readonly string[];
}

/**
 * Reads what a run logged from `metrics.jsonl`, or else from `metrics.csv`: every row that can be read.
 *
 * @param folder The run's folder.
 * @param lastStep Rows of later steps are left out. @default {Infinity}
 *
 * @example
 * ```ts
 * import { readHistory } from "@forger/pages";
 * import { assertEquals } from "@std/assert";
 *
 * const folder = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${folder}/metrics.csv`, "step,generator\n1,0.7\n2,0.6\n3,0.");
 * const { gaps, history } = await readHistory(folder, 2);
 * assertEquals(history.curves.map(({ means }) => means), [[0.7, 0.6]]);
 * assertEquals(gaps, []);
 * ```
 */
export async function readHistory(folder: string, lastStep: number = Infinity): Promise<ReadHistory> {
  const history = new ValueHistory(), gaps: string[] = [], found: string[] = [];
  for (const [file, reader] of [["metrics.jsonl", jsonRow], ["metrics.csv", csvReader()]] as const) {
    let damaged = 0;
    try {
      const { isFile } = await Deno.lstat(`${folder}/${file}`);
      if (!isFile) throw new RangeError("it is no file"); // a link could lead elsewhere, and a pipe never ends
      found.push(file);
      for await (const line of readLines(`${folder}/${file}`)) {
        const row = reader(line);
        if (row === undefined) damaged++;
        else if (row !== "header" && row.step <= lastStep) history.add(row.step, row.values);
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) gaps.push(`${file} cannot be read: ${(error as Error).message}`);
    }
    if (damaged > 0) gaps.push(`${file}: ${damaged} ${damaged === 1 ? "row is" : "rows are"} damaged`);
    if (history.last > 0) break;
  }
  if (history.last === 0 && gaps.length === 0) {
    gaps.push(
      found.length > 0
        ? `${found[0]} has no step: none was done, or training went back to the beginning`
        : "there are no metrics: the plugin metrics-file writes them",
    );
  }
  return { history, gaps };
}

interface Row {
  readonly step: number;
  readonly values: Readonly<Record<string, number>>;
}

const NUMBER = /^(-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?|NaN|-?Infinity)$/;

function jsonRow(line: string): Row | undefined {
  try {
    const { step, ...values } = JSON.parse(line) as Record<string, unknown>;
    return rowOf(step, Object.entries(values));
  } catch {
    return undefined;
  }
}

function csvReader(): (line: string) => Row | "header" | undefined {
  let names: readonly string[] | undefined;
  return (line) => {
    if (!names) {
      const fields = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)];
      names = fields.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain!);
      return names[0] === "step" ? "header" : undefined;
    }
    const fields = line.split(",");
    if (fields.length !== names.length) return undefined;
    const named = names.map((name, index) => [name, fields[index]!] as const);
    return rowOf(Number(fields[0]), named.slice(1).filter(([, field]) => field !== ""));
  };
}

function rowOf(step: unknown, values: readonly (readonly [string, unknown])[]): Row | undefined {
  if (!Number.isSafeInteger(step) || (step as number) < 1) return undefined;
  const numbers: Record<string, number> = {};
  for (const [name, value] of values) {
    if (typeof value !== "number" && !NUMBER.test(String(value))) return undefined;
    numbers[name] = Number(value);
  }
  return { step: step as number, values: numbers };
}
