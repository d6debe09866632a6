import type { SourceFacts } from "@forger/data";
import { rowsNeeded } from "./_check_evaluation.ts";
import { areDigitsShaped } from "./evaluation_extractor.ts";

/** What decides which metrics there are where none is named. */
export interface DefaultMetricsOptions {
  /** Numbers of a row of features. */
  readonly featureSize: number;
  /** The smaller of the numbers of real and of generated rows. */
  readonly rows: number;
  /** Whether those are left out that take long, as during training. */
  readonly brief: boolean;
}

/** Metrics, and what the user should know of the choice. */
export interface ChosenMetrics {
  readonly metrics: readonly string[];
  readonly notes: readonly string[];
}

/** With fewer rows the Fréchet distance is biased too much to be a default. */
const ENOUGH_ROWS = 2048;

/** Whether the rows are MNIST's: the classifier of digits says nothing of other images of that size. */
export function areDigits({ name, shape }: Pick<SourceFacts, "name" | "shape">): boolean {
  return areDigitsShaped(shape) && /^mnist\b/.test(name);
}

/** The metrics that suit data, of those for which there are rows enough; what is first decides what is best. */
export function defaultMetrics(data: SourceFacts, options: DefaultMetricsOptions): ChosenMetrics {
  const { metrics, notes } = suitableMetrics(data, options), { featureSize, rows } = options;
  const possible = metrics.filter((name) => rows >= rowsNeeded(name, featureSize));
  if (possible.length === 0) return { metrics, notes }; // which is refused with the reason
  const left = metrics.filter((name) => !possible.includes(name));
  const more = left.map((name) =>
    `${name} is left out, as it needs ${rowsNeeded(name, featureSize)} rows: there are ${rows}`
  );
  return { metrics: possible, notes: [...notes, ...more] };
}

function suitableMetrics(data: SourceFacts, { featureSize, rows, brief }: DefaultMetricsOptions): ChosenMetrics {
  if (data.shape.length === 1) {
    const metrics = data.modes && data.shape[0] === 2
      ? ["sliced-wasserstein", "modes"]
      : ["sliced-wasserstein", "kernel-distance"];
    return { metrics, notes: [] };
  }
  const isEnough = rows >= ENOUGH_ROWS && rows > featureSize;
  const digits = areDigits(data) ? ["digit-frechet-distance", "mnist-score"] : [];
  const notes = isEnough ? [] : [
    `The Fréchet distance is left out, as it is far too great with ${rows} rows of ${featureSize} numbers: it needs ` +
    `${Math.max(ENOUGH_ROWS, featureSize + 1)}. The kernel distance has no such bias`,
  ];
  const distances = isEnough ? ["frechet-distance"] : ["kernel-distance"];
  if (brief) return digits.length > 0 ? { metrics: digits, notes: [] } : { metrics: distances, notes };
  const more = ["precision-recall", "density-coverage", "memorisation", "pairwise-diversity"];
  return { metrics: [...new Set([...digits, ...distances, "kernel-distance", ...more])], notes };
}
