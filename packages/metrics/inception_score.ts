import { checkCount } from "./_check_count.ts";
import { checkFeatures } from "./_check_features.ts";
import type { Features } from "./features.ts";

/** Options of {@linkcode inceptionScore}. */
export interface InceptionScoreOptions {
  /** What the rows are. @default {"probabilities"} */
  readonly input?: "probabilities" | "logits";
  /** Into how many parts of about equal size the rows are split, in their order. @default {10} */
  readonly splits?: number;
  /**
   * Rows of a part, instead of `splits`: the number of rows must be a multiple. The "MNIST score" of TF-GAN is the mean over
   * 100 batches of 32.
   */
  readonly batch?: number;
}

/** What {@linkcode inceptionScore} finds. */
export interface InceptionScore {
  /** The mean over the parts: from 1 to the number of classes. */
  readonly value: number;
  /** The standard deviation over the parts. */
  readonly standardDeviation: number;
  /** How many parts there were. */
  readonly splits: number;
}

/**
 * The inception score: how sure a classifier is of each image, and how many classes it finds among all of them.
 *
 * The score of a part is `exp` of the mean Kullback-Leibler divergence of the rows from their mean. It depends on how many
 * rows a part has: few rows cannot show all classes. A perfect classifier of ten equally frequent classes gives 8.6 with
 * batches of 32, 9.6 with 100 and 9.96 with 1,000. Shuffle rows that are sorted by class.
 *
 * @param rows For each image what a classifier says of the classes.
 * @throws {RangeError} If a row holds no probabilities, there are fewer rows than parts, or a number is not finite.
 * @throws {TypeError} If the values are not rows, or both `splits` and `batch` are given.
 * @see Improved techniques for training GANs. Salimans, Goodfellow, Zaremba, Cheung, Radford, Chen, 2016, https://arxiv.org/abs/1606.03498
 * @see A note on the inception score. Barratt, Sharma, 2018, https://arxiv.org/abs/1801.01973
 *
 * @example Two images that are surely of different classes.
 * ```ts
 * import { inceptionScore } from "@forger/metrics";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const rows = { values: Float32Array.of(1, 0, 0, 1), count: 2, size: 2 };
 * assertAlmostEquals(inceptionScore(rows, { splits: 1 }).value, 2, 1e-12);
 * ```
 */
export function inceptionScore(rows: Features, options: InceptionScoreOptions = {}): InceptionScore {
  const action = "compute the inception score";
  const { input = "probabilities", batch } = options;
  if (input !== "probabilities" && input !== "logits") {
    throw new RangeError(`Cannot ${action} as input must be "probabilities" or "logits": current value is ${input}`);
  }
  if (batch !== undefined && options.splits !== undefined) {
    throw new TypeError(`Cannot ${action} as only one of splits and batch may be given`);
  }
  checkFeatures(action, "rows", rows);
  if (batch !== undefined) {
    checkCount(action, "batch", batch);
    if (rows.count % batch !== 0) {
      throw new RangeError(
        `Cannot ${action} as the number of rows must be a multiple of batch: ${rows.count} are none of ${batch}`,
      );
    }
  }
  const { splits = batch === undefined ? 10 : rows.count / batch } = options;
  checkCount(action, "splits", splits);
  checkCount(action, "the number of rows", rows.count, splits);
  const probabilities = input === "logits" ? softmax(rows) : checkProbabilities(action, rows);
  const scores = Array.from({ length: splits }, (_, part) => {
    const first = Math.floor(part * rows.count / splits), end = Math.floor((part + 1) * rows.count / splits);
    return scoreOf(probabilities.subarray(first * rows.size, end * rows.size), rows.size);
  });
  const value = scores.reduce((sum, score) => sum + score, 0) / splits;
  const variance = scores.reduce((sum, score) => sum + (score - value) ** 2, 0) / splits;
  return { value, standardDeviation: Math.sqrt(variance), splits };
}

/** Rows in float32 do not sum to 1 exactly. */
const TOLERANCE = 1e-3;

function checkProbabilities(action: string, { values, count, size }: Features): Float64Array {
  for (let row = 0; row < count; row++) {
    const probabilities = values.subarray(row * size, (row + 1) * size);
    let sum = 0;
    for (const probability of probabilities) sum += probability >= 0 ? probability : NaN;
    if (Math.abs(sum - 1) <= TOLERANCE) continue;
    throw new RangeError(
      `Cannot ${action} as a row of probabilities must be 0 or more each and 1 in sum, or input "logits": ` +
        `row ${row} is [${[...probabilities].map((value) => Number(value.toPrecision(6))).join(", ")}]`,
    );
  }
  return Float64Array.from(values);
}

function softmax({ values, count, size }: Features): Float64Array {
  const probabilities = Float64Array.from(values);
  for (let row = 0; row < count; row++) {
    const logits = probabilities.subarray(row * size, (row + 1) * size);
    const greatest = logits.reduce((most, logit) => Math.max(most, logit), -Infinity);
    let sum = 0;
    for (let column = 0; column < size; column++) sum += logits[column] = Math.exp(logits[column]! - greatest);
    for (let column = 0; column < size; column++) logits[column]! /= sum;
  }
  return probabilities;
}

/** `exp(H(mean) - mean(H))`, which is the mean divergence. */
function scoreOf(probabilities: Float64Array, size: number): number {
  const count = probabilities.length / size;
  const means = new Float64Array(size);
  let divergence = 0;
  probabilities.forEach((probability, place) => {
    means[place % size]! += probability / count;
    if (probability > 0) divergence += probability * Math.log(probability) / count;
  });
  for (const mean of means) if (mean > 0) divergence -= mean * Math.log(mean);
  return Math.exp(divergence);
}
