/** Rows that every side computes for itself and that are the same numbers everywhere. */
export interface SyntheticRows {
  /** Points of a parabola (x, x²), or images of evenly spread values. */
  readonly kind: "parabola" | "images";
  /** How many rows. */
  readonly count: number;
  /** The shape of a row. */
  readonly shape: readonly number[];
  /** What the values, or a point's x, are spread over. */
  readonly range: readonly [low: number, high: number];
}

/** Multiples of it modulo 2^32 are evenly spread. */
const MULTIPLIER = 2654435761;

/** Computes the rows, one after the other; `measuring.py` does the same. */
export function syntheticRows({ kind, count, shape, range: [low, high] }: SyntheticRows): Float32Array<ArrayBuffer> {
  const value = (index: number) => low + (high - low) * ((Math.imul(index, MULTIPLIER) >>> 0) / 2 ** 32);
  const size = shape.reduce((product, length) => product * length, 1);
  const values = new Float32Array(count * size);
  if (kind === "images") {
    for (let index = 0; index < values.length; index++) values[index] = value(index);
    return values;
  }
  for (let row = 0; row < count; row++) {
    const x = value(row);
    values[2 * row] = x;
    values[2 * row + 1] = x * x;
  }
  return values;
}
