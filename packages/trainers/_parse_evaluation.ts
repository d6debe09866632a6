import type { MetricCard } from "@forger/metrics";
import type { StoredEvaluation } from "./evaluations_file.ts";

const ORIGINS: readonly unknown[] = ["training", "model", "best", "checkpoint"];

const BETTER: readonly unknown[] = ["lower", "higher", "neither"];

/** The value that a line of `evaluations.jsonl` holds; undefined if it holds none, or one without its card. */
export function parseEvaluation(line: string): StoredEvaluation | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const { step, of, name, better, value: mean, standardDeviation, repeats, standardError, real, card } =
    (value ?? {}) as Partial<StoredEvaluation>;
  const isWhole = isCount(step, 0) && ORIGINS.includes(of) && typeof name === "string" && BETTER.includes(better) &&
    Number.isFinite(mean) && isSpread(standardDeviation) && (standardError === undefined || isSpread(standardError)) &&
    (real === undefined || Number.isFinite(real)) && Array.isArray(repeats) && repeats.every(Number.isFinite) &&
    isCard(card) && repeats.length > 0 && repeats.length === card!.seeds.length;
  return isWhole ? value as StoredEvaluation : undefined;
}

/** Whether it says all that a card must. */
export function isCard(card: unknown): boolean {
  const { metric, settings, extractor, realCount, fakeCount, resizing, seeds } = (card ?? {}) as Partial<MetricCard>;
  return typeof metric === "string" && typeof settings === "object" && settings !== null && !Array.isArray(settings) &&
    Object.values(settings).every((setting) => ["number", "string", "boolean"].includes(typeof setting)) &&
    typeof extractor?.name === "string" && typeof extractor.hash === "string" && typeof resizing === "string" &&
    isCount(realCount, 1) && isCount(fakeCount, 1) && Array.isArray(seeds) && seeds.every((seed) => isCount(seed, 0));
}

function isCount(value: unknown, least: number): boolean {
  return Number.isSafeInteger(value) && value as number >= least;
}

function isSpread(value: unknown): boolean {
  return Number.isFinite(value) && value as number >= 0;
}
