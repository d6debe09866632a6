import { readLines } from "./_read_lines.ts";

/** A row of a table of metrics. */
export interface MetricsRow {
  readonly step: number;
  /** The texts of its numbers, by name. */
  readonly values: ReadonlyMap<string, string>;
}

const NUMBER = /^(-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?|NaN|-?Infinity)$/;

/** A run's `metrics.jsonl` or `metrics.csv`, read row by row until its first fault. */
export class MetricsTable {
  readonly format: "jsonl" | "csv";
  /** What is wrong with it, as far as it has been read. */
  fault: string | undefined;
  /** The step of the last row that is right; 0 if there is none. */
  last = 0;
  readonly #lines: AsyncGenerator<{ readonly text: string; readonly isWhole: boolean }>;
  readonly #every: number;
  readonly #mayBeCut: boolean;
  #columns: readonly string[] | undefined;
  #isOver = false;

  /**
   * @param every How many steps lie between rows.
   * @param mayBeCut Whether the last row may be in the middle of being written.
   */
  constructor(path: string, format: "jsonl" | "csv", { every, mayBeCut }: {
    readonly every: number;
    readonly mayBeCut: boolean;
  }) {
    this.format = format;
    this.#lines = readLines(path);
    this.#every = every;
    this.#mayBeCut = mayBeCut;
  }

  /** The next row; undefined after the last one and after a fault. */
  async next(): Promise<MetricsRow | undefined> {
    if (this.#isOver) return undefined;
    let row: MetricsRow | string | undefined;
    try {
      row = await this.#read();
    } catch (error) {
      row = (error as Error).message;
    }
    if (typeof row === "object") {
      this.last = row.step;
      return row;
    }
    this.#isOver = true;
    this.fault = row;
    await this.#lines.return(undefined);
    return undefined;
  }

  /** A row, what is wrong with it, or undefined at the end. */
  async #read(): Promise<MetricsRow | string | undefined> {
    if (this.format === "csv" && !this.#columns) {
      const { value: header } = await this.#lines.next();
      if (!header) return "it is empty";
      this.#columns = header.isWhole ? fieldsOf(header.text) : undefined;
      if (this.#columns?.[0] !== "step") return "its first line must name the columns, the first being step";
      if (new Set(this.#columns).size < this.#columns.length) return "its first line names a column twice";
    }
    const { value: line } = await this.#lines.next();
    if (!line) return undefined;
    const after = this.last === 0 ? "its first row" : `its row after step ${this.last}`;
    if (!line.isWhole) return this.#mayBeCut ? undefined : `${after} is cut off`;
    const row = this.#columns ? csvRow(line.text, this.#columns) : jsonRow(line.text);
    if (!row) return `${after} is damaged`;
    if (this.last > 0 && row.step !== this.last + this.#every) {
      return `step ${this.last} is followed by step ${row.step}`;
    }
    return row;
  }
}

function jsonRow(text: string): MetricsRow | undefined {
  let row: unknown;
  try {
    row = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof row !== "object" || row === null || Array.isArray(row)) return undefined;
  const { step, ...values } = row as Readonly<Record<string, unknown>>;
  const texts = Object.entries(values).map(([name, value]) => [name, String(value)] as const);
  const isRight = isStep(step) &&
    Object.values(values).every((value) =>
      typeof value === "number" || value === "NaN" || value === "Infinity" || value === "-Infinity"
    );
  return isRight ? { step, values: new Map(texts) } : undefined;
}

function csvRow(text: string, [, ...names]: readonly string[]): MetricsRow | undefined {
  const [first, ...fields] = text.split(","), step = /^[1-9]\d*$/.test(first!) ? Number(first) : undefined;
  if (!isStep(step) || fields.length !== names.length) return undefined;
  if (!fields.every((field) => field === "" || NUMBER.test(field))) return undefined;
  return {
    step,
    values: new Map(names.flatMap((name, index) => fields[index] === "" ? [] : [[name, fields[index]!]])),
  };
}

function isStep(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

/** The names of a header: those with commas and quotes are quoted. */
function fieldsOf(header: string): string[] {
  return [...header.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    quoted?.replaceAll('""', '"') ?? plain!
  );
}
