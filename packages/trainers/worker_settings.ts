import { configDifferences, withNamedPlugins } from "./config_drift.ts";
import type { WorkerMeeting } from "./worker_meeting.ts";

/**
 * Refuses to train where workers have other settings than the first one, another version of Forger, or other data.
 *
 * @param texts Each worker's settings, as JSON.
 * @throws {RangeError} With each difference and the worker's name.
 */
export function compareSettings(meeting: WorkerMeeting, texts: readonly string[]): void {
  const all = texts.map((text) => withNamedPlugins(JSON.parse(text))), [first] = all;
  const lines = all.flatMap((other, worker) =>
    configDifferences(first, other).map(({ before, now, setting }) =>
      `  ${setting}: ${show(before)} on worker 0, ${show(now)} on ${meeting.name(worker)}`
    )
  );
  if (lines.length === 0) return;
  throw new RangeError(`Cannot train together as all workers must have the same settings:\n${lines.join("\n")}`);
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
