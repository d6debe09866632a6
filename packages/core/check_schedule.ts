import { scheduleRange } from "./_schedule_range.ts";
import { describeSchedule, type Schedule } from "./schedule.ts";

/** Which values {@linkcode checkSchedule} allows. */
export interface AllowedValues {
  /** The least value. */
  readonly least?: number;
  /** The greatest value. */
  readonly most?: number;
  /** What every value is more than. */
  readonly above?: number;
  /** What every value is less than. */
  readonly below?: number;
}

/**
 * Refuses an option that is no schedule, or whose values go where they must not.
 *
 * Numbers and what {@linkcode linear} and its like make are checked from end to end; what a function of the step gives
 * is not known before the step runs.
 *
 * @param owner What has the option, such as a plugin's name.
 * @param option The option's name.
 * @param schedule The option's value.
 * @param allowed Which values it may have; any finite ones, if empty.
 * @throws {RangeError} If it is not a finite number, schedule or function, or a value that it takes is not allowed.
 *
 * @example
 * ```ts
 * import { checkSchedule, linear } from "@forger/core";
 * import { assertThrows } from "@std/assert";
 *
 * checkSchedule("instance noise", "stddev", linear(0.1, 0), { least: 0 });
 * assertThrows(
 *   () => checkSchedule("instance noise", "stddev", linear(0.1, -1), { least: 0 }),
 *   RangeError,
 *   "Cannot create instance noise as stddev must be a number or a schedule, at least 0: current value is linear(0.1, -1)",
 * );
 * ```
 */
export function checkSchedule(
  owner: string,
  option: string,
  schedule: unknown,
  allowed: AllowedValues,
): asserts schedule is Schedule {
  if (isSchedule(schedule) && (scheduleRange(schedule) ?? []).every((value) => isAllowed(value, allowed))) return;
  const rule = `a number or a schedule${inWords(allowed)}`;
  throw new RangeError(`Cannot create ${owner} as ${option} must be ${rule}: current value is ${shown(schedule)}`);
}

function isSchedule(value: unknown): value is Schedule {
  if (typeof value !== "object") return typeof value === "function" || typeof value === "number";
  return value !== null && "name" in value && "at" in value && typeof value.at === "function";
}

function isAllowed(value: number, { least = -Infinity, most = Infinity, above, below }: AllowedValues): boolean {
  return Number.isFinite(value) && value >= least && value <= most && !(value <= above!) && !(value >= below!);
}

function inWords({ least, most, above, below }: AllowedValues): string {
  const lower = above ?? least, upper = below ?? most;
  if (lower !== undefined && upper !== undefined) {
    return ` in ${above === undefined ? "[" : "("}${lower}, ${upper}${below === undefined ? "]" : ")"}`;
  }
  if (lower !== undefined) return above === undefined ? `, at least ${lower}` : ` above ${lower}`;
  if (upper !== undefined) return below === undefined ? `, at most ${upper}` : ` below ${upper}`;
  return "";
}

function shown(value: unknown): string {
  if (isSchedule(value)) return String(describeSchedule(value));
  return typeof value === "string"
    ? JSON.stringify(value)
    : typeof value === "object" && value
    ? "an object"
    : String(value);
}
