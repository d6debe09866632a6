/** What was found out about one thing that a training needs. */
export interface Check {
  /** The thing, such as `Deno`. */
  readonly name: string;
  /** `warning`: it works, but not as well as it could; `problem`: it does not work. */
  readonly ok: "ok" | "warning" | "problem";
  /** What was found. */
  readonly found: string;
  /** What to do about it, one sentence without its full stop. */
  readonly remedy?: string;
}

/** How {@linkcode formatDiagnosis} writes. */
export interface FormatDiagnosisOptions {
  /** The longest line in characters, broken between words where it can be. @default {100} */
  readonly width?: number;
}

/**
 * Writes checks as an aligned table, the remedy below what needs one, and how many problems there are at the end.
 *
 * @example
 * ```ts
 * import { formatDiagnosis } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 *
 * const text = formatDiagnosis([
 *   { name: "Deno", ok: "ok", found: "2.9.6" },
 *   { name: "pip", ok: "problem", found: "missing", remedy: "install python3-pip" },
 * ]);
 * assertEquals(text.split("\n"), [
 *   "ok       Deno  2.9.6",
 *   "problem  pip   missing",
 *   "               Remedy: install python3-pip.",
 *   "",
 *   "1 problem, 0 warnings.",
 *   "",
 * ]);
 * ```
 */
export function formatDiagnosis(checks: readonly Check[], { width = 100 }: FormatDiagnosisOptions = {}): string {
  const nameWidth = Math.max(0, ...checks.map(({ name }) => name.length));
  const indent = " ".repeat("problem  ".length + nameWidth + 2);
  const lines = checks.flatMap(({ name, ok, found, remedy }) => {
    const label = `${ok.padEnd("problem".length)}  ${name.padEnd(nameWidth)}  `;
    const texts = remedy === undefined ? [found] : [found, `Remedy: ${remedy}.`];
    const rows = texts.flatMap((text) => wrap(text, width - indent.length));
    return rows.map((row, index) => (index === 0 ? label : indent) + row);
  });
  const count = (kind: Check["ok"]): string => {
    const number = checks.filter(({ ok }) => ok === kind).length;
    return `${number} ${kind}${number === 1 ? "" : "s"}`;
  };
  return [...lines, "", `${count("problem")}, ${count("warning")}.`, ""].join("\n");
}

function wrap(text: string, width: number): string[] {
  const rows: string[] = [];
  for (const word of text.split(" ")) {
    const last = rows.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) rows[rows.length - 1] = `${last} ${word}`;
    else rows.push(word);
  }
  return rows;
}
