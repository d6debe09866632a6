/**
 * The probability that a standard normal number lies between `-limit` and `limit`: the error function of limit / sqrt(2).
 *
 * Its series without alternating signs, so that nothing cancels.
 */
export function centralProbability(limit: number): number {
  const x = limit / Math.SQRT2;
  if (x > 6) return 1; // to double precision
  let term = x, sum = x;
  for (let n = 1; term > sum * Number.EPSILON; n++) {
    term *= 2 * x * x / (2 * n + 1);
    sum += term;
  }
  return sum * Math.exp(-x * x) * 2 / Math.sqrt(Math.PI);
}
