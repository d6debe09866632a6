/** How many single-character edits lead from one word to another. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const substitution = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, substitution));
    }
    row = next;
  }
  return row[to.length]!;
}

/**
 * Finds the name that a misspelt one most likely stands for.
 *
 * @returns The nearest candidate, or undefined where there are none.
 *
 * @example
 * ```ts
 * import { nearestName } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(nearestName("transfromReal", ["transformReal", "transformFake"]), "transformReal");
 * ```
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  let nearest: string | undefined, least = Infinity;
  for (const candidate of candidates) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < least) [nearest, least] = [candidate, distance];
  }
  return nearest;
}
