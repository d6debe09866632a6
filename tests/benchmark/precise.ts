/** A number as text: three digits or all that stand before the point, and no exponent. */
export function precise(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
