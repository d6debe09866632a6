/** How many buckets a histogram has, as TensorBoard's own writer makes them. */
export const BUCKETS = 30;

/** Row by row `[buckets, 3]`: each bucket's left edge, right edge and count. The last bucket holds its right edge, too. */
export type Histogram = Float64Array<ArrayBuffer>;

/**
 * Counts how many values lie in each of 30 buckets of one width between the least and the greatest.
 *
 * As TensorBoard has it: where all values are the same, they are in the last bucket, and all edges are that value; where
 * there are none, all is zero. Values that are not finite belong to no bucket, and are left out.
 */
export function histogramOf(values: ArrayLike<number>): Histogram {
  const histogram = new Float64Array(3 * BUCKETS);
  let least = Infinity, greatest = -Infinity, finite = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (value - value !== 0) continue; // NaN or infinite
    if (value < least) least = value;
    if (value > greatest) greatest = value;
    finite++;
  }
  if (finite === 0) return histogram;
  const range = greatest - least, width = range / BUCKETS, last = BUCKETS - 1;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    histogram[3 * bucket] = least + bucket * width;
    histogram[3 * bucket + 1] = bucket === last ? greatest : least + (bucket + 1) * width;
  }
  if (range === 0) {
    histogram[3 * last + 2] = finite;
    return histogram;
  }
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (value - value !== 0) continue;
    const place = 3 * Math.min(Math.floor((value - least) / width), last) + 2;
    histogram[place] = histogram[place]! + 1;
  }
  return histogram;
}
