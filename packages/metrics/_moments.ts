import { productOf } from "./_product.ts";
import type { Features } from "./features.ts";

/** The mean of each column, in float64: summed in order, then corrected by what is left of the sum of the differences. */
export function columnMeans({ values, count, size }: Features): Float64Array {
  const means = new Float64Array(size);
  for (let pass = 0; pass < 2; pass++) {
    const sums = new Float64Array(size);
    for (let row = 0, place = 0; row < count; row++) {
      for (let column = 0; column < size; column++) sums[column]! += values[place++]! - means[column]!;
    }
    for (let column = 0; column < size; column++) means[column]! += sums[column]! / count;
  }
  return means;
}

/**
 * The covariances of the columns, divided by `count - 1`, as a full symmetric matrix `[size, size]` in float64.
 *
 * The means are subtracted before anything is multiplied, so values far from 0 lose nothing.
 */
export function covariances(features: Features, means: Float64Array): Float64Array {
  const { values, count, size } = features;
  const columns = {
    values,
    count: size,
    length: count,
    countStride: 1,
    lengthStride: size,
    shift: { by: "vector" as const, values: means },
  };
  const { values: sums, stride } = productOf({ left: size, right: size })(columns, columns, { lower: true });
  const matrix = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      const covariance = sums[row * stride + column]! / (count - 1);
      matrix[row * size + column] = covariance;
      matrix[column * size + row] = covariance;
    }
  }
  return matrix;
}
