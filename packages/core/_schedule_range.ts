import type { Schedule, ScheduledNumber } from "./schedule.ts";

/** The least and the greatest value of a schedule, where they are known. */
export function scheduleRange(schedule: Schedule): ScheduledNumber["range"] {
  if (typeof schedule === "function") return undefined;
  return typeof schedule === "number" ? [schedule, schedule] : schedule.range;
}
