/**
 * Refuses what cannot be a count or a size.
 *
 * @throws {RangeError} If the value is not a positive integer.
 */
export function checkCount(action: string, name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) {
    throw new RangeError(`Cannot ${action} as ${name} must be a positive integer: current value is ${value}`);
  }
}
