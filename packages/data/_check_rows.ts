import type { SourceFacts } from "./source.ts";

/** Checks the numbers of rows on the host, where they can be read. */
export function checkRows(rows: ArrayLike<number>, { name, size }: Pick<SourceFacts, "name" | "size">): void {
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place]!;
    if (Number.isInteger(row) && row >= 0 && row < size) continue;
    throw new RangeError(
      `Cannot read rows of ${name} as each index must be an integer from 0 to ${size - 1}: current value is ${row}`,
    );
  }
}
