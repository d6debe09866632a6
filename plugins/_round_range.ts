/** An axis that begins and ends at round numbers. */
export interface RoundRange {
  readonly least: number;
  readonly greatest: number;
  /** From mark to mark. */
  readonly interval: number;
}

/** Widens a range to round numbers, with about seven marks between them. */
export function roundRange(low: number, high: number): RoundRange {
  if (!(low < high)) return { least: Math.floor(low) - 1 || -1, greatest: Math.floor(low) + 1 || 1, interval: 0.5 };
  const wanted = (high - low) / 7, power = 10 ** Math.floor(Math.log10(wanted));
  const interval = power * [1, 2, 5, 10].find((factor) => factor * power >= wanted)!;
  const round = (value: number) => Number(value.toPrecision(12)); // 3 * 0.2 is 0.6000000000000001
  const least = round(Math.floor(low / interval) * interval), greatest = round(Math.ceil(high / interval) * interval);
  return { least, greatest, interval: round(interval) };
}
