const MOST_SWEEPS = 50;

/** What {@linkcode symmetricEigenvectors} found. */
export interface Eigenvectors {
  /** In no order. */
  readonly values: Float64Array;
  /** `[size, size]`: row `i` belongs to value `i`, and has length 1. */
  readonly vectors: Float64Array;
}

/**
 * The eigenvalues and eigenvectors of a symmetric matrix, by Jacobi's rotations.
 *
 * @param matrix `[size, size]`; stays as it is.
 * @see Über ein leichtes Verfahren, die in der Theorie der Säcularstörungen vorkommenden Gleichungen numerisch aufzulösen.
 * Jacobi, 1846, https://doi.org/10.1515/crll.1846.30.51
 */
export function symmetricEigenvectors(matrix: Float64Array, size: number): Eigenvectors {
  const rest = matrix.slice(), vectors = new Float64Array(size * size);
  for (let row = 0; row < size; row++) vectors[row * size + row] = 1;
  const scale = Math.sqrt(rest.reduce((sum, value) => sum + value * value, 0));
  const negligible = scale * Number.EPSILON / size;
  for (let sweep = 0, isTurned = true; isTurned; sweep++) {
    if (sweep === MOST_SWEEPS) {
      throw new Error(`Cannot compute eigenvectors as ${MOST_SWEEPS} rounds of rotations did not find them`);
    }
    isTurned = false;
    for (let first = 0; first < size; first++) {
      for (let second = first + 1; second < size; second++) {
        const beside = rest[first * size + second]!;
        if (Math.abs(beside) <= negligible) continue;
        isTurned = true;
        const slope = (rest[second * size + second]! - rest[first * size + first]!) / (2 * beside);
        const tangent = (slope < 0 ? -1 : 1) / (Math.abs(slope) + Math.hypot(slope, 1));
        const cosine = 1 / Math.hypot(tangent, 1), sine = tangent * cosine;
        turnRows(rest, size, { first, second, cosine, sine });
        turnColumns(rest, size, { first, second, cosine, sine });
        turnRows(vectors, size, { first, second, cosine, sine });
      }
    }
  }
  return { values: Float64Array.from({ length: size }, (_, row) => rest[row * size + row]!), vectors };
}

interface Turn {
  readonly first: number;
  readonly second: number;
  readonly cosine: number;
  readonly sine: number;
}

function turnRows(matrix: Float64Array, size: number, { first, second, cosine, sine }: Turn): void {
  for (let a = first * size, b = second * size, end = a + size; a < end; a++, b++) {
    const one = matrix[a]!, other = matrix[b]!;
    matrix[a] = cosine * one - sine * other;
    matrix[b] = sine * one + cosine * other;
  }
}

function turnColumns(matrix: Float64Array, size: number, { first, second, cosine, sine }: Turn): void {
  for (let a = first, b = second; a < size * size; a += size, b += size) {
    const one = matrix[a]!, other = matrix[b]!;
    matrix[a] = cosine * one - sine * other;
    matrix[b] = sine * one + cosine * other;
  }
}
