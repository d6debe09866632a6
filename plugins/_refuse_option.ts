/**
 * Refuses an option's value.
 *
 * @param rule What the value must be.
 * @throws {RangeError} Always.
 */
export function refuseOption(plugin: string, option: string, rule: string, value: unknown): never {
  throw new RangeError(`Cannot create ${plugin} as ${option} must be ${rule}: current value is ${value}`);
}
