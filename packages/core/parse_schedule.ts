import { readScheduleText, type ScheduleCall, type ScheduleTerm } from "./_schedule_text.ts";
import { cosine } from "./cosine_schedule.ts";
import { exponential } from "./exponential_schedule.ts";
import { linear } from "./linear_schedule.ts";
import type { Schedule, ScheduledNumber } from "./schedule.ts";
import { stepwise } from "./stepwise_schedule.ts";
import { warmup } from "./warmup_schedule.ts";

/** Makes the schedule of a call's values, if they are what it takes. */
type Reader = (values: readonly ScheduleTerm[]) => ScheduledNumber | undefined;

const wayReader = (make: (from: number, to: number, steps?: number) => ScheduledNumber): Reader => (values) => {
  const [from, to, steps] = values;
  if (values.length < 2 || values.length > 3 || !areNumbers(values)) return undefined;
  return make(from as number, to as number, steps as number | undefined);
};

/** Each function's arguments in words, and what reads them. */
const READERS: Readonly<Record<string, readonly [form: string, read: Reader]>> = {
  linear: ["linear(from, to) or linear(from, to, steps)", wayReader(linear)],
  cosine: ["cosine(from, to) or cosine(from, to, steps)", wayReader(cosine)],
  exponential: ["exponential(from, to) or exponential(from, to, steps)", wayReader(exponential)],
  stepwise: ["stepwise([[0, value], [step, value], …])", (values) => {
    const [pairs] = values;
    return values.length === 1 && isList(pairs) && pairs.every(isPair) ? stepwise(pairs) : undefined;
  }],
  warmup: ["warmup(steps, schedule)", (values) => {
    const [steps, schedule] = values;
    if (values.length !== 2 || typeof steps !== "number" || isList(schedule)) return undefined;
    return warmup(steps, toSchedule(schedule!));
  }],
};

/**
 * Reads a schedule from the code that makes it, as on a command line: a number, or a schedule's name.
 *
 * Known are {@linkcode linear}, {@linkcode cosine}, {@linkcode exponential}, {@linkcode stepwise} and
 * {@linkcode warmup}; no code is run.
 *
 * @param text For instance `"0.002"` or `"warmup(100, linear(0.002, 0))"`.
 * @throws {RangeError} If the text is no schedule; the message says where it stops being one.
 *
 * @example
 * ```ts
 * import { describeSchedule, linear, parseSchedule, warmup } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 *
 * const schedule = parseSchedule("warmup(100, linear(0.002, 0))");
 * assertEquals(describeSchedule(schedule), warmup(100, linear(0.002, 0)).name);
 * assertEquals(parseSchedule("2e-4"), 2e-4);
 * ```
 */
export function parseSchedule(text: string): Schedule {
  const term = readScheduleText(text);
  if (isList(term)) refuse("the whole must be a number or a call", text);
  return toSchedule(term);
}

function toSchedule(term: number | ScheduleCall): Schedule {
  if (typeof term !== "number") return readCall(term);
  return Number.isFinite(term) ? term : refuse("a number must be finite", String(term));
}

function readCall({ name, text, values }: ScheduleCall): ScheduledNumber {
  const [form, read] = Object.hasOwn(READERS, name) ? READERS[name]! : [];
  if (!form || !read) return refuse(`its name must be one of ${Object.keys(READERS).join(", ")}`, name);
  return read(values) ?? refuse(`${name} must be called as ${form}`, text);
}

function areNumbers(values: readonly ScheduleTerm[]): values is readonly number[] {
  return values.every((value) => typeof value === "number");
}

function isList(term: ScheduleTerm | undefined): term is readonly ScheduleTerm[] {
  return Array.isArray(term);
}

function isPair(term: ScheduleTerm): term is readonly [number, number] {
  return isList(term) && term.length === 2 && areNumbers(term);
}

function refuse(rule: string, value: string): never {
  throw new RangeError(`Cannot read schedule as ${rule}: current value is ${JSON.stringify(value)}`);
}
