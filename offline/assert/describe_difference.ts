import { firstDifference } from "./first_difference.ts";
import { show } from "./show.ts";

const MAX_LINES = 400; // the table below is quadratic

/** Lines of both texts in order: `-` only in the actual one, `+` only in the expected one, blank in both. */
function lineDifference(actual: readonly string[], expected: readonly string[]): string[] {
  const width = expected.length + 1;
  const common = new Uint32Array((actual.length + 1) * width); // longest common subsequence from (row, column) to the ends
  const at = (row: number, column: number): number => common[row * width + column] ?? 0;
  for (let row = actual.length - 1; row >= 0; row--) {
    for (let column = expected.length - 1; column >= 0; column--) {
      common[row * width + column] = actual[row] === expected[column]
        ? at(row + 1, column + 1) + 1
        : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const lines: string[] = [];
  let row = 0, column = 0;
  while (row < actual.length || column < expected.length) {
    if (row < actual.length && column < expected.length && actual[row] === expected[column]) {
      lines.push(`    ${actual[row++]}`);
      column++;
    } else if (column === expected.length || (row < actual.length && at(row + 1, column) >= at(row, column + 1))) {
      lines.push(`-   ${actual[row++]}`);
    } else {
      lines.push(`+   ${expected[column++]}`);
    }
  }
  return lines;
}

/** Describes how two values differ: the path to the first difference, then a difference of their printed lines. */
export function describeDifference(actual: unknown, expected: unknown): string {
  const path = firstDifference(actual, expected);
  const where = path ? `, first at ${path}` : "";
  const left = show(actual).split("\n"), right = show(expected).split("\n");
  if (left.length > MAX_LINES || right.length > MAX_LINES) return where;
  return `${where}\n\n    (- actual, + expected)\n\n${lineDifference(left, right).join("\n")}\n`;
}
