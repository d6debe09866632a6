import type { MetricCard } from "@forger/metrics";
import type { StoredEvaluation } from "./evaluations_file.ts";

const ORIGINS: readonly unknown[] = ["training", "model", "best", "checkpoint"];

/** The value that a line of `evaluations.jsonl` holds; undefined if it holds none, or one without its card. */
export function parseEvaluation(line: string): StoredEvaluation | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const { step, of, name, value: mean, standardDeviation, repeats, card } = (value ?? {}) as Partial<StoredEvaluation>;
  const isWhole = Number.isSafeInteger(step) && ORIGINS.includes(of) && typeof name === "string" &&
    Number.isFinite(mean) && Number.isFinite(standardDeviation) && Array.isArray(repeats) &&
    repeats.every(Number.isFinite) && isCard(card);
  return isWhole ? value as StoredEvaluation : undefined;
}

/** Whether it says all that a card must. */
export function isCard(card: unknown): boolean {
  const { metric, settings, extractor, realCount, fakeCount, resizing, seeds } = (card ?? {}) as Partial<MetricCard>;
  return typeof metric === "string" && typeof settings === "object" && settings !== null &&
    typeof extractor?.name === "string" && typeof extractor.hash === "string" && typeof resizing === "string" &&
    [realCount, fakeCount].every(Number.isSafeInteger) && Array.isArray(seeds);
}
