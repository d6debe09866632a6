/**
 * Refuses a number of rounds that would not improve the estimate of a singular value.
 *
 * @throws {RangeError} If it is not a positive integer.
 */
export function checkPowerIterations(powerIterations: number): void {
  if (Number.isInteger(powerIterations) && powerIterations > 0) return;
  throw new RangeError(
    `Cannot normalize kernel as powerIterations must be a positive integer: current value is ${powerIterations}`,
  );
}
