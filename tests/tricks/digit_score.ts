import * as tf from "@tensorflow/tfjs";

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
 * The inception score of a digit classifier: exp of the mean divergence of each image's class probabilities from their
 * mean, in batches of 32.
 *
 * @param probabilities Rows of class probabilities, `[images, classes]`; images beyond whole batches are left out.
 * @see Improved techniques for training GANs. Salimans et al., 2016, https://arxiv.org/abs/1606.03498
 */
export function digitScore(probabilities: readonly (readonly number[])[]): DigitScore {
  const scores: number[] = [];
  for (let first = 0; first + BATCH <= probabilities.length; first += BATCH) {
    scores.push(scoreOf(probabilities.slice(first, first + BATCH)));
  }
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / (scores.length - 1);
  return { score: mean, standardError: Math.sqrt(variance / scores.length) };
}

function scoreOf(rows: readonly (readonly number[])[]): number {
  const mean = rows[0]!.map((_, index) => rows.reduce((sum, row) => sum + row[index]!, 0) / rows.length);
  const divergence = (row: readonly number[]) =>
    row.reduce((sum, share, index) => share > 0 ? sum + share * Math.log(share / mean[index]!) : sum, 0);
  return Math.exp(rows.reduce((sum, row) => sum + divergence(row), 0) / rows.length);
}

/** The class probabilities that a classifier gives images `[count, 28, 28, 1]`. */
export function classProbabilities(classifier: tf.LayersModel, images: tf.Tensor): number[][] {
  return tf.tidy(() => tf.softmax(classifier.apply(images) as tf.Tensor2D).arraySync() as number[][]);
}
