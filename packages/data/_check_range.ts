/** Checks a range that a caller chose. */
export function checkRange([low, high]: readonly [number, number], name: string, option = "range"): void {
  if (Number.isFinite(low) && Number.isFinite(high) && low < high) return;
  throw new RangeError(
    `Cannot create ${name} as ${option} must be two finite numbers, the lower one first: current value is [${low}, ${high}]`,
  );
}
