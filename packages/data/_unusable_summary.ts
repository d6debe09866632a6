/** So many files are named. */
const NAMED = 5;

/**
 * Says how many images of a folder cannot be read, and names the first ones with the reasons.
 *
 * @param total How many images there are in all.
 */
export function unusableSummary(folder: string, unusable: ReadonlyMap<string, string>, total: number): string {
  const named = [...unusable].sort(([first], [second]) => first < second ? -1 : 1).slice(0, NAMED)
    .map(([path, reason]) => `${path} (${reason})`);
  const more = unusable.size > NAMED ? `, and ${unusable.size - NAMED} more` : "";
  const count = (number: number) => number.toLocaleString("en");
  return `${count(unusable.size)} of ${count(total)} images of ${folder} cannot be read: ${
    named.join(", ")
  }${more}. They are left out; deno task data names them all`;
}
