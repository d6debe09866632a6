import type { EvaluatedRun } from "./evaluated_run.ts";
import { UsageError } from "./usage_error.ts";

/** What of the data in a run's config.json decides which rows there are. */
const FACTS = ["name", "size", "shape", "range", "fingerprint"] as const;

/**
 * Refuses to compare runs that learned from different data, each of which would be compared with its own.
 *
 * @throws {UsageError} If they did: the message lists all differences.
 */
export function refuseOtherData(first: EvaluatedRun, second: EvaluatedRun): void {
  const one = dataOf(first), other = dataOf(second);
  const differences = FACTS.filter((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]))
    .map((name) => `data.${name} is ${JSON.stringify(one[name])} and ${JSON.stringify(other[name])}`);
  if (differences.length === 0) return;
  throw new UsageError(
    `Cannot compare ${first.saved.folder} with ${second.saved.folder} as both must be measured against the same data: ${
      differences.join("; ")
    }`,
    { help: "name images for both with --data FOLDER" },
  );
}

function dataOf({ saved: { config } }: EvaluatedRun): Readonly<Record<string, unknown>> {
  return (config.data ?? {}) as Readonly<Record<string, unknown>>;
}
