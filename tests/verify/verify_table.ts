import { passes, type Reading } from "./check.ts";

/** As many digits as a person reads. */
function digits(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString("en-US");
  return Math.abs(value) < 1e-3 ? value.toExponential(2) : value.toPrecision(6).replace(/0+$/, "");
}

/** A check's readings, aligned: what, measured, published, band, and whether it passes. */
export function verifyTable(readings: readonly Reading[]): string {
  const rows = readings.map((reading) => {
    const { what, measured, published, least, most } = reading;
    const band = least === most ? "exact" : `${digits(least)} … ${digits(most)}`;
    return [
      passes(reading) ? "ok" : "FAILED",
      what,
      digits(measured),
      published === undefined ? "" : `published ${digits(published)}`,
      band,
    ];
  });
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((row) => row[column]!.length)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd()}`)
    .join("\n");
}
