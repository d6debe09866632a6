import { inceptionScore } from "@forger/metrics";

/** What the score is computed from. */
export interface DigitScore {
  /** The mean of the scores of all batches, from 1 to 10. */
  readonly score: number;
  /** Its standard error. */
  readonly standardError: number;
}

/** How many images a batch holds: the score depends on it. */
const BATCH = 32;

/**
 * The inception score of a digit classifier in batches of 32, the first half of `mnistScore`: for images whose
 * probabilities are at hand.
 *
 * @param probabilities Rows of class probabilities, `[images, classes]`; images beyond whole batches are left out.
 */
export function digitScore(probabilities: readonly (readonly number[])[]): DigitScore {
  const batches = Math.floor(probabilities.length / BATCH);
  const rows = probabilities.slice(0, batches * BATCH);
  const features = { values: Float64Array.from(rows.flat()), count: rows.length, size: rows[0]!.length };
  const { value, standardDeviation } = inceptionScore(features, { batch: BATCH });
  return { score: value, standardError: standardDeviation / Math.sqrt(batches - 1) };
}
