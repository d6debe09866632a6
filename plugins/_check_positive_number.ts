import { refuseOption } from "./_refuse_option.ts";

/**
 * Refuses an option that is no positive number.
 *
 * @throws {RangeError} If the value is not a finite number above 0.
 */
export function checkPositiveNumber(plugin: string, option: string, value: number): void {
  if (!(Number.isFinite(value) && value > 0)) refuseOption(plugin, option, "a positive number", value);
}
