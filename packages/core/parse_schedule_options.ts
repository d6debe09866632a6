import { parseSchedule } from "./parse_schedule.ts";

/** What a call looks like: a name and something in brackets. */
const CALL = /^\s*[A-Za-z]\w*\(.*\)\s*$/s;

/**
 * Reads those options that are texts of schedules, as on a command line or in a run's `config.json`; others stay as they are.
 *
 * @throws {RangeError} If a text is a call but no schedule's; the message names the option.
 *
 * @example
 * ```ts
 * import { linear, parseScheduleOptions, type ScheduledNumber } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 *
 * const { size, stddev } = parseScheduleOptions({ size: 3, stddev: "linear(0.1, 0)" });
 * assertEquals([size, (stddev as ScheduledNumber).name], [3, linear(0.1, 0).name]);
 * ```
 */
export function parseScheduleOptions(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name, readOption(name, value)]));
}

function readOption(name: string, value: unknown): unknown {
  if (typeof value !== "string" || !CALL.test(value)) return value;
  try {
    return parseSchedule(value);
  } catch (cause) {
    throw new RangeError(`Cannot use option ${name}: ${(cause as Error).message}`, { cause });
  }
}
