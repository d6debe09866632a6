import { checkFeaturePair } from "./_check_features.ts";
import { columnMeans, covariances } from "./_moments.ts";
import { productOf } from "./_product.ts";
import { semidefiniteRoot } from "./_semidefinite_root.ts";
import { symmetricEigenvalues } from "./_symmetric_eigenvalues.ts";
import type { Features } from "./features.ts";

/** What {@linkcode frechetDistance} finds. */
export interface FrechetDistance {
  /** The distance, 0 for the same mean and covariance: the sum of the other two numbers. */
  readonly value: number;
  /** The squared distance of the means. */
  readonly means: number;
  /** How much the covariances differ: the trace of `A + B - 2 (A B)^(1/2)`. */
  readonly covariances: number;
  /** Why the value is not to be trusted, where there are too few rows. */
  readonly warning?: string;
}

/**
 * The Fréchet distance of two sets of features as if both were normally distributed: FID, where the features are Inception's.
 *
 * Everything is computed in float64. It is biased: fewer rows give a greater distance, so compare only values of the same
 * numbers of rows. Covariances need more rows than features have numbers; where there are fewer, the result says so, and
 * {@linkcode kernelDistance} is the better measure. 10,000 rows of 2,048 numbers take about 10 seconds and 450 MiB on one core.
 *
 * @param real At least 2 rows.
 * @param fake At least 2 rows of the same size.
 * @throws {RangeError} If there are fewer rows, or a number is not finite.
 * @throws {TypeError} If the sizes differ.
 * @see GANs trained by a two time-scale update rule converge to a local Nash equilibrium. Heusel, Ramsauer, Unterthiner,
 * Nessler, Hochreiter, 2017, https://arxiv.org/abs/1706.08500
 *
 * @example Of numbers with means 1 and 4 and standard deviations 1 and 2: (1 - 4)² + (1 - 2)².
 * ```ts
 * import { frechetDistance } from "@forger/metrics";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const real = { values: Float64Array.of(0, 1, 2), count: 3, size: 1 };
 * const fake = { values: Float64Array.of(2, 4, 6), count: 3, size: 1 };
 * assertAlmostEquals(frechetDistance(real, fake).value, 10, 1e-12);
 * ```
 */
export function frechetDistance(real: Features, fake: Features): FrechetDistance {
  checkFeaturePair("compute the Fréchet distance", real, fake, 2);
  const { size } = real;
  const realMeans = columnMeans(real), fakeMeans = columnMeans(fake);
  const means = realMeans.reduce((sum, mean, column) => sum + (mean - fakeMeans[column]!) ** 2, 0);
  const realCovariances = covariances(real, realMeans), fakeCovariances = covariances(fake, fakeMeans);
  const traces = trace(realCovariances, size) + trace(fakeCovariances, size);
  const difference = Math.max(0, traces - 2 * traceOfRoot(realCovariances, fakeCovariances, size));
  if (!Number.isFinite(means + difference)) {
    throw new RangeError(
      "Cannot compute the Fréchet distance as covariances exceed what numbers can hold: scale the features down",
    );
  }
  const result = { value: means + difference, means, covariances: difference };
  const fewest = Math.min(real.count, fake.count);
  return fewest > size ? result : { ...result, warning: tooFew(fewest, size) };
}

function tooFew(count: number, size: number): string {
  return `The Fréchet distance of features with ${size} numbers needs at least ${size + 1} rows of each kind, ` +
    `better ${10 * size}: with ${count} it is far too great. Use the kernel distance, which has no such bias`;
}

function trace(matrix: Float64Array, size: number): number {
  let sum = 0;
  for (let index = 0; index < size; index++) sum += matrix[index * size + index]!;
  return sum;
}

/** The trace of the root of the product of two covariance matrices: with A = L Lᵀ, A B has the eigenvalues of Lᵀ B L. */
function traceOfRoot(first: Float64Array, second: Float64Array, size: number): number {
  const { values: root, rank } = semidefiniteRoot(first, size);
  if (rank === 0) return 0;
  const multiply = productOf({ left: size, right: size });
  const matrix = { values: second, count: size, length: size, countStride: size, lengthStride: 1 };
  const columns = { values: root, count: rank, length: size, countStride: 1, lengthStride: rank };
  const { values: half, stride: halfStride } = multiply(matrix, columns);
  const right = { values: half.slice(), count: rank, length: size, countStride: 1, lengthStride: halfStride };
  const { values, stride } = multiply(columns, right, { lower: true });
  const symmetric = new Float64Array(rank * rank);
  for (let row = 0; row < rank; row++) {
    symmetric.set(values.subarray(row * stride, row * stride + row + 1), row * rank);
  }
  return symmetricEigenvalues(symmetric, rank).reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0);
}
