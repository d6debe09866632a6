import { assert, assertAlmostEquals } from "@std/assert";

/** The mean of numbers. */
export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Insists that numbers, hundreds of them, look like draws from a uniform distribution. */
export function assertUniform(values: readonly number[], low: number, high: number): void {
  const width = high - low, tolerance = 1e-4;
  assert(values.every((value) => value > low - tolerance && value < high + tolerance), `${low} to ${high}`);
  assertAlmostEquals(mean(values), (low + high) / 2, 4 * width / Math.sqrt(12 * values.length));
  assertAlmostEquals(Math.min(...values), low, 0.03 * width);
  assertAlmostEquals(Math.max(...values), high, 0.03 * width);
}
