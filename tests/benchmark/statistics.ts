/**
 * The middle one of some numbers, or the mean of the middle two.
 *
 * @throws {RangeError} If there are none.
 */
export function median(values: readonly number[]): number {
  if (values.length === 0) {
    throw new RangeError("Cannot compute median as there must be one value or more: there is none");
  }
  const sorted = values.toSorted((a, b) => a - b);
  const upper = Math.floor(sorted.length / 2), lower = Math.ceil(sorted.length / 2) - 1;
  return (sorted[lower]! + sorted[upper]!) / 2;
}

/**
 * The median of `above / below` over rounds, less the rounds in which either is missing.
 *
 * Both numbers of a quotient come from one round, so that a machine that is slow for a while slows both.
 *
 * @returns undefined where no round has both.
 */
export function medianRatio(
  above: readonly (number | undefined)[],
  below: readonly (number | undefined)[],
): number | undefined {
  const ratios = above.flatMap((value, round) => {
    const other = below[round];
    return value === undefined || other === undefined ? [] : [value / other];
  });
  return ratios.length === 0 ? undefined : median(ratios);
}

/** The arithmetic mean. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
