/**
 * Refuses an option that is no count.
 *
 * @throws {RangeError} If the value is not a positive integer.
 */
export function checkPositiveInteger(plugin: string, option: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) {
    throw new RangeError(`Cannot create ${plugin} as ${option} must be a positive integer: current value is ${value}`);
  }
}
