/**
 * How many tasks each node has, of a text as Slurm writes it.
 *
 * @param counts For instance `3(x2),1`: three on the first node and on the second one, one on the third.
 * @throws {RangeError} If it is no such text.
 *
 * @example
 * ```ts
 * import { expandTaskCounts } from "@forger/cluster";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(expandTaskCounts("3(x2),1"), [3, 3, 1]);
 * ```
 */
export function expandTaskCounts(counts: string): number[] {
  return counts.split(",").flatMap((part) => {
    const [, tasks, nodes = "1"] = /^([1-9]\d{0,5})(?:\(x([1-9]\d{0,5})\))?$/.exec(part) ?? [];
    if (tasks === undefined) {
      throw new RangeError(
        `Cannot read Slurm's tasks per node as they must be counts, such as 3(x2),1: current value is "${counts}"`,
      );
    }
    return Array<number>(Number(nodes)).fill(Number(tasks));
  });
}
