/** A factor `L` of a matrix `A = L Lᵀ`. */
export interface Root {
  /** `[size, rank]`, row after row. */
  readonly values: Float64Array;
  /** How many columns are more than rounding errors. */
  readonly rank: number;
}

/**
 * Cholesky's decomposition with pivoting, of a symmetric matrix that may be singular: covariances of few samples are.
 *
 * Rows keep their places, so the factor is not triangular. What is left when no pivot exceeds rounding errors is dropped.
 *
 * @param matrix `[size, size]`, symmetric and positive semidefinite.
 * @see LAPACK-style codes for pivoted Cholesky and QR updating. Hammarling, Higham, Lucas, 2007,
 * https://doi.org/10.1007/978-3-540-75755-9_17
 */
export function semidefiniteRoot(matrix: Float64Array, size: number): Root {
  const wide = new Float64Array(size * size);
  const left = Float64Array.from({ length: size }, (_, index) => matrix[index * size + index]!);
  const least = Math.max(0, ...left) * size * Number.EPSILON;
  const open = Array.from({ length: size }, (_, index) => index);
  let rank = 0;
  for (; rank < size; rank++) {
    const place = open.reduce((best, row, at) => left[row]! > left[open[best]!]! ? at : best, 0);
    const pivot = open[place]!;
    if (!(left[pivot]! > least)) break;
    open[place] = open[open.length - 1]!;
    open.pop();
    const root = Math.sqrt(left[pivot]!);
    wide[pivot * size + rank] = root;
    for (const row of open) {
      const entry = (matrix[pivot * size + row]! - dot(wide, row * size, pivot * size, rank)) / root;
      wide[row * size + rank] = entry;
      left[row]! -= entry * entry;
    }
  }
  if (rank === size) return { values: wide, rank };
  const values = new Float64Array(size * rank);
  for (let row = 0; row < size; row++) values.set(wide.subarray(row * size, row * size + rank), row * rank);
  return { values, rank };
}

/** Four sums at once, as one would wait for each addition. */
function dot(values: Float64Array, first: number, second: number, length: number): number {
  let sum0 = 0, sum1 = 0, sum2 = 0, sum3 = 0, k = 0;
  for (; k + 4 <= length; k += 4) {
    sum0 += values[first + k]! * values[second + k]!;
    sum1 += values[first + k + 1]! * values[second + k + 1]!;
    sum2 += values[first + k + 2]! * values[second + k + 2]!;
    sum3 += values[first + k + 3]! * values[second + k + 3]!;
  }
  for (; k < length; k++) sum0 += values[first + k]! * values[second + k]!;
  return sum0 + sum1 + (sum2 + sum3);
}
