import { nearestName } from "@forger/core";
import { countModes, type PointModes } from "@forger/data";
import {
  densityCoverage,
  type Features,
  frechetDistance,
  kernelDistance,
  memorisation,
  mnistScore,
  pairwiseDiversity,
  precisionRecall,
  slicedWasserstein,
} from "@forger/metrics";

/** What is better of a value; of some neither is: a value far from that of real rows is bad, on either side. */
export type BetterValue = "lower" | "higher" | "neither";

/** What a metric needs besides rows. */
export interface MeasuringContext {
  /** Decides what a metric draws at random. */
  readonly seed: number;
  /** Where the points lie, where that is known. */
  readonly modes?: PointModes;
}

/** A metric that {@linkcode Evaluation} can compute, by the name that users give. */
export interface EvaluationMetric {
  /** One line for lists of metrics. */
  readonly description: string;
  /** What it compares: features of an extractor, logits of the digit classifier, or points as they are. */
  readonly rows: "features" | "logits" | "points";
  /** The values that it gives, and what is better of each. */
  readonly values: Readonly<Record<string, BetterValue>>;
  /** How it is computed, for the cards of its values. */
  readonly settings: Readonly<Record<string, number | string | boolean>>;
  /** Whether it says something of one set of rows alone, so that real ones have a value of their own. */
  readonly ofOneSet: boolean;
  /** How many rows of each kind it needs, where a row has so many numbers. */
  least(size: number): number;
  /** Its values by their names; for some how exactly these rows' value is known. */
  measure(
    real: Features,
    fake: Features,
    context: MeasuringContext,
  ): MeasuredValues | Promise<MeasuredValues>;
}

/** What a metric gives. */
export interface MeasuredValues {
  /** By the values' names. */
  readonly values: Readonly<Record<string, number>>;
  /** The standard error of the first value, of metrics that estimate it. */
  readonly standardError?: number;
}

/** Images that a score is computed from: the "MNIST score" is the mean over batches of 32, as TF-GAN has it. */
const SCORE_BATCH = 32;

const KERNEL = { degree: 3, coef: 1, subsets: 100 };
const NEAREST = { precision: 3, density: 5 };
const PROJECTIONS = 128;

/**
 * All metrics that a generator can be evaluated by, by their names.
 *
 * @example
 * ```ts
 * import { EVALUATION_METRICS } from "@forger/trainers";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(EVALUATION_METRICS["precision-recall"]!.values, { precision: "higher", recall: "higher" });
 * assertEquals(EVALUATION_METRICS["frechet-distance"]!.least(128), 129);
 * ```
 */
export const EVALUATION_METRICS: Readonly<Record<string, EvaluationMetric>> = {
  "frechet-distance": {
    description: "the Fréchet distance of features, FID where they are Inception's",
    rows: "features",
    values: { "frechet-distance": "lower" },
    settings: {},
    ofOneSet: false,
    least: (size) => size + 1, // fewer rows have no full covariance
    measure: (real, fake) => ({ values: { "frechet-distance": frechetDistance(real, fake).value } }),
  },
  "kernel-distance": {
    description: "the kernel distance of features, without bias: KID where they are Inception's",
    rows: "features",
    values: { "kernel-distance": "lower" },
    settings: KERNEL,
    ofOneSet: false,
    least: () => 4,
    async measure(real, fake, { seed }) {
      const { value, standardError } = await kernelDistance(real, fake, { ...KERNEL, seed });
      return { values: { "kernel-distance": value }, standardError };
    },
  },
  "precision-recall": {
    description: "how much of what is generated looks real, and how much of what is real is generated",
    rows: "features",
    values: { precision: "higher", recall: "higher" },
    settings: { nearest: NEAREST.precision },
    ofOneSet: false,
    least: () => NEAREST.precision + 1,
    measure: (real, fake) => ({ values: { ...precisionRecall(real, fake, { nearest: NEAREST.precision }) } }),
  },
  "density-coverage": {
    description: "precision and recall that outliers do not mislead",
    rows: "features",
    values: { density: "higher", coverage: "higher" },
    settings: { nearest: NEAREST.density },
    ofOneSet: false,
    least: () => NEAREST.density + 1,
    measure: (real, fake) => ({ values: { ...densityCoverage(real, fake, { nearest: NEAREST.density }) } }),
  },
  "memorisation": {
    description: "how near generated rows come to real ones: 1 as real ones do, near 0 for copies",
    rows: "features",
    values: { memorisation: "neither" },
    settings: {},
    ofOneSet: false,
    least: () => 2,
    measure: (real, fake) => ({ values: { memorisation: memorisation(real, fake).ratio } }),
  },
  "pairwise-diversity": {
    description: "how far generated rows are from each other on average",
    rows: "features",
    values: { "pairwise-diversity": "neither" },
    settings: {},
    ofOneSet: true,
    least: () => 2,
    measure: (_real, fake) => ({ values: { "pairwise-diversity": pairwiseDiversity(fake) } }),
  },
  "sliced-wasserstein": {
    description: "how far generated rows must be moved to become real ones",
    rows: "features",
    values: { "sliced-wasserstein": "lower" },
    settings: { projections: PROJECTIONS, power: 2, directionsSeed: 0 },
    ofOneSet: false,
    least: () => 1,
    measure: (real, fake) => ({
      values: { "sliced-wasserstein": slicedWasserstein(real, fake, { projections: PROJECTIONS }).value },
    }),
  },
  "mnist-score": {
    description: "how sure a classifier is of each digit, and how many it finds: from 1 to 8.6",
    rows: "logits",
    values: { "mnist-score": "higher" },
    settings: { batch: SCORE_BATCH },
    ofOneSet: true,
    least: () => SCORE_BATCH,
    measure(real, fake) {
      const { score, standardError } = mnistScore(real, fake, { batch: SCORE_BATCH });
      return { values: { "mnist-score": score }, ...Number.isFinite(standardError) && { standardError } };
    },
  },
  "digit-frechet-distance": {
    description: "the Fréchet distance of a digit classifier's logits",
    rows: "logits",
    values: { "digit-frechet-distance": "lower" },
    settings: {},
    ofOneSet: false,
    least: (size) => size + 1,
    measure: (real, fake) => ({ values: { "digit-frechet-distance": frechetDistance(real, fake).value } }),
  },
  "modes": {
    description: "how many modes points cover, and which share of them is near one",
    rows: "points",
    values: { "modes-covered": "higher", "high-quality-share": "higher" },
    settings: { deviations: 3, leastPoints: 1 },
    ofOneSet: true,
    least: () => 1,
    measure(_real, fake, { modes }) {
      const { covered, highQuality } = countModes(fake.values, modes!);
      return { values: { "modes-covered": covered, "high-quality-share": highQuality } };
    },
  },
};

/** What some are called elsewhere. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  fid: "frechet-distance",
  kid: "kernel-distance",
  mmd: "kernel-distance",
  is: "mnist-score",
};

/**
 * Refuses what names no metric.
 *
 * @param action What cannot be done with it, for instance `create evaluate`.
 * @throws {RangeError} If there is no metric of a name: the message offers the one that is probably meant.
 *
 * @example
 * ```ts
 * import { checkMetricNames } from "@forger/trainers";
 * import { assertThrows } from "@std/assert";
 *
 * checkMetricNames("evaluate", ["modes"]);
 * assertThrows(() => checkMetricNames("evaluate", ["kid"]), RangeError, 'did you mean "kernel-distance"?');
 * ```
 */
export function checkMetricNames(action: string, names: readonly unknown[]): void {
  const known = Object.keys(EVALUATION_METRICS);
  for (const name of names) {
    if (typeof name === "string" && Object.hasOwn(EVALUATION_METRICS, name)) continue;
    throw new RangeError(
      `Cannot ${action} as metric must be one of ${known.join(", ")}: current value is ${name}, did you mean "${
        meant(String(name).toLowerCase(), known)
      }"?`,
    );
  }
}

function meant(name: string, known: readonly string[]): string | undefined {
  if (Object.hasOwn(OTHER_NAMES, name)) return OTHER_NAMES[name];
  return known.find((one) => name.length > 2 && one.includes(name)) ?? nearestName(name, known);
}
