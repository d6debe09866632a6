/** The largest singular value of a matrix and its singular vectors, in float64: what float32 code is compared with. */
export interface SpectralNorm {
  readonly value: number;
  /** Of the rows. */
  readonly left: readonly number[];
  /** Of the columns. */
  readonly right: readonly number[];
}

/** A kernel's values as a matrix `[everything else, outputs]`, row by row. */
export function asMatrix(values: ArrayLike<number>, shape: readonly number[], outputAxis: number): number[][] {
  const inner = shape.slice(outputAxis + 1).reduce((product, length) => product * length, 1),
    outputs = shape[outputAxis]!;
  const outer = values.length / inner / outputs;
  return Array.from({ length: outer * inner }, (_, row) => {
    const start = Math.floor(row / inner) * outputs * inner + row % inner;
    return Array.from({ length: outputs }, (_, output) => values[start + output * inner]!);
  });
}

const MOST_ROUNDS = 5000;

/** By power iteration on the transposed matrix times the matrix. */
export function spectralNorm(matrix: readonly (readonly number[])[]): SpectralNorm {
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, index) => sum + value * b[index]!, 0);
  const unit = (vector: number[]) => vector.map((value) => value / Math.hypot(...vector));
  const columns = matrix[0]!.map((_, column) => matrix.map((row) => row[column]!));
  let right = unit(columns.map((_, column) => Math.cos(column + 0.3))), left: number[] = [], change = 1;
  for (let round = 0; round < MOST_ROUNDS && change > 1e-13; round++) {
    left = unit(matrix.map((row) => dot(row, right)));
    const next = unit(columns.map((column) => dot(column, left)));
    change = Math.hypot(...next.map((value, index) => value - right[index]!));
    right = next;
  }
  return { value: dot(left, matrix.map((row) => dot(row, right))), left, right };
}
