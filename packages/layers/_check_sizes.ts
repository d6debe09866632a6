/**
 * Refuses lengths, widths and counts that are not positive integers.
 *
 * @param network What is being built, for the message.
 * @param sizes Sizes and lists of sizes by the names of their options; a list may be empty.
 * @throws {RangeError} If a value is not a positive integer; the message names it.
 */
export function checkSizes(network: string, sizes: Readonly<Record<string, number | readonly number[]>>): void {
  for (const [name, value] of Object.entries(sizes)) {
    const values = typeof value === "number" ? [value] : value;
    if (values.every((size) => Number.isInteger(size) && size > 0)) continue;
    const rule = typeof value === "number" ? "a positive integer" : "positive integers";
    throw new RangeError(
      `Cannot build ${network} as ${name} must be ${rule}: current value is ${JSON.stringify(value)}`,
    );
  }
}
