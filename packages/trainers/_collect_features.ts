import type { Tensor } from "@forger/core";
import { type DigitClassifier, extractFeatures, type FeatureExtractor, type Features } from "@forger/metrics";
import * as tf from "@tensorflow/tfjs";

/** Rows of features, and of logits where they are wanted. */
export interface CollectedFeatures {
  readonly features?: Features;
  readonly logits?: Features;
}

/** What rows are made by. */
export interface Extractors {
  readonly features?: FeatureExtractor;
  readonly digits?: DigitClassifier;
}

/**
 * Makes features and logits of images in one pass, so that none has to be generated twice.
 *
 * @param batches Images in [-1, 1], or points; they stay the caller's.
 * @throws {RangeError} If a number is not finite: the message names the image.
 */
export async function collectFeatures(
  { features, digits }: Extractors,
  batches: AsyncIterable<{ readonly images: Tensor }>,
): Promise<CollectedFeatures> {
  const parts: FeatureExtractor[] = [];
  if (features) parts.push(features);
  if (digits) parts.push({ ...digits, name: `${digits.name}'s logits`, size: LOGITS, extract: digits.logits });
  if (parts.length === 0) throw new TypeError("Cannot collect features as there must be an extractor: received none");
  const all = await extractFeatures(parts.length === 1 ? parts[0]! : joined(parts), batches);
  const first = features ? columnsOf(all, 0, features.size) : undefined;
  const second = digits ? columnsOf(all, features?.size ?? 0, LOGITS) : undefined;
  return { ...first && { features: first }, ...second && { logits: second } };
}

/** The digits from 0 to 9. */
const LOGITS = 10;

/** One extractor that gives the rows of several side by side. */
function joined(parts: readonly FeatureExtractor[]): FeatureExtractor {
  return {
    name: parts.map(({ name }) => name).join(" and "),
    hash: "",
    size: parts.reduce((sum, { size }) => sum + size, 0),
    async extract(images) {
      const rows: Tensor[] = [];
      try {
        for (const part of parts) rows.push(await part.extract(images));
        return tf.concat(rows as tf.Tensor2D[], 1);
      } finally {
        rows.filter((one) => one !== images).forEach((one) => one.dispose());
      }
    },
  };
}

function columnsOf({ values, count, size }: Features, first: number, columns: number): Features {
  if (columns === size) return { values, count, size };
  const picked = new Float32Array(count * columns);
  for (let row = 0; row < count; row++) {
    picked.set(values.subarray(row * size + first, row * size + first + columns), row * columns);
  }
  return { values: picked, count, size: columns };
}
