/** A name of nodes with one range in brackets, as Slurm shortens `n1,n2,n3,n7`: `n[1-3,7]`. */
const SHORTENED = /^([^[\]]*)\[([\d,-]+)\]([^[\]]*)(?:\[([\d,-]+)\]([^[\]]*))?$/;

/**
 * Names every node of a list as Slurm writes it.
 *
 * Numbers keep their leading zeros; names may have two brackets.
 *
 * @param list For instance `n[1-3,7],gpu1`.
 * @throws {RangeError} If it is no such list.
 * @see `scontrol show hostnames` does the same, https://slurm.schedmd.com/scontrol.html
 *
 * @example
 * ```ts
 * import { expandNodeList } from "@forger/cluster";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(expandNodeList("n[1-3,7],gpu[08-10]"), ["n1", "n2", "n3", "n7", "gpu08", "gpu09", "gpu10"]);
 * ```
 */
export function expandNodeList(list: string): string[] {
  const names = list.split(/,(?![^[]*\])/).flatMap((name) => expandName(name, list));
  if (new Set(names).size < names.length) refuse(list, "name each node once");
  return names;
}

function expandName(name: string, list: string): string[] {
  if (/^[^[\],\s]+$/.test(name)) return [name];
  const [, begin, ranges, middle, moreRanges, end = ""] = SHORTENED.exec(name) ??
    refuse(list, "be names and ranges, such as n[1-3,7]");
  const numbers = expandRanges(ranges!, list);
  if (moreRanges === undefined) return numbers.map((number) => `${begin}${number}${middle}`);
  const more = expandRanges(moreRanges, list);
  return numbers.flatMap((number) => more.map((other) => `${begin}${number}${middle}${other}${end}`));
}

/** More nodes than any step has: a slip such as `[1-99999999]` is not to fill the memory. */
const MOST = 100_000;

function expandRanges(ranges: string, list: string): string[] {
  return ranges.split(",").flatMap((range) => {
    const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? refuse(list, "have ranges such as 1-3");
    const count = Number(last) - Number(first) + 1;
    if (count < 1 || count > MOST) refuse(list, "have ranges that rise");
    return Array.from({ length: count }, (_, index) => String(Number(first) + index).padStart(first!.length, "0"));
  });
}

function refuse(list: string, rule: string): never {
  throw new RangeError(`Cannot read Slurm's node list as it must ${rule}: current value is "${list}"`);
}
