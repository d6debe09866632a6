import type { StepLog } from "@forger/trainers";

/** The mean of a value over the steps that logged it; undefined where none did. */
export function meanOf(logs: readonly StepLog[], name: string): number | undefined {
  const values = logs.map(({ values }) => values[name]).filter((value) => value !== undefined);
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}
