/**
 * Refuses what cannot be a count or a size.
 *
 * @throws {RangeError} If the value is not an integer of at least `least`.
 */
export function checkCount(action: string, name: string, value: number, least = 1): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  const rule = least === 1 ? "a positive integer" : `an integer of at least ${least}`;
  throw new RangeError(`Cannot ${action} as ${name} must be ${rule}: current value is ${value}`);
}
