/**
 * Refuses what would not keep a division or the slope of a square root finite.
 *
 * @param layer What is being created, for the message.
 * @throws {RangeError} If it is not a positive number.
 */
export function checkEpsilon(layer: string, epsilon: number): void {
  if (epsilon > 0 && epsilon < Infinity) return;
  throw new RangeError(`Cannot create ${layer} as epsilon must be a positive number: current value is ${epsilon}`);
}
