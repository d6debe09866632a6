import { refuseOption } from "./_refuse_option.ts";

/**
 * Refuses an option that is no count.
 *
 * @throws {RangeError} If the value is not a positive integer.
 */
export function checkPositiveInteger(plugin: string, option: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) refuseOption(plugin, option, "a positive integer", value);
}
