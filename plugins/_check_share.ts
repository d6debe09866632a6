import { refuseOption } from "./_refuse_option.ts";

/**
 * Refuses an option that is no share.
 *
 * @throws {RangeError} If the value is not a number in [0, 1].
 */
export function checkShare(plugin: string, option: string, value: number): void {
  if (!(Number.isFinite(value) && value >= 0 && value <= 1)) refuseOption(plugin, option, "a number in [0, 1]", value);
}
