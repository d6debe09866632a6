/** A symmetric matrix with nothing but a diagonal and its neighbours; `beside[i]` is between `i - 1` and `i`. */
interface Tridiagonal {
  readonly diagonal: Float64Array;
  readonly beside: Float64Array;
}

/**
 * The eigenvalues of a symmetric matrix in float64, in no order: Householder's reflections, then the QL algorithm.
 *
 * @param matrix `[size, size]`, of which the lower triangle is read, and overwritten.
 * @throws {Error} If the QL algorithm does not converge, as with numbers that are not finite.
 * @see Householder's tridiagonalization of a symmetric matrix. Martin, Reinsch, Wilkinson, 1968, https://doi.org/10.1007/BF02161841
 * @see The implicit QL algorithm. Martin, Wilkinson, Dubrulle, 1968, https://doi.org/10.1007/BF02165404
 */
export function symmetricEigenvalues(matrix: Float64Array, size: number): Float64Array {
  return tridiagonalEigenvalues(tridiagonalise(matrix, size));
}

/**
 * Reflects one row after another, from the last on, onto its last off-diagonal place.
 *
 * A reflection changes the rows above by v wᵀ + w vᵀ. That is put off until the next vector is known, whose product with
 * the changed matrix is then computed in the same pass: memory, which is the bottleneck, is read once a row.
 */
function tridiagonalise(matrix: Float64Array, size: number): Tridiagonal {
  const diagonal = new Float64Array(size), beside = new Float64Array(size);
  let v = new Float64Array(size), w = new Float64Array(size), next = new Float64Array(size);
  for (let last = size - 1; last >= 0; last--) {
    const start = last * size;
    for (let column = 0; column <= last; column++) {
      matrix[start + column]! -= v[last]! * w[column]! + w[last]! * v[column]!;
    }
    diagonal[last] = matrix[start + last]!;
    if (last === 0) break;
    let scale = 0;
    for (let column = 0; column < last; column++) scale = Math.max(scale, Math.abs(matrix[start + column]!));
    let squares = 0;
    for (let column = 0; column < last; column++) {
      next[column] = scale > 0 ? matrix[start + column]! / scale : 0;
      squares += next[column]! ** 2;
    }
    const tail = next[last - 1]!;
    if (squares === tail * tail) { // nothing to reflect: the row is in form
      beside[last] = tail * scale;
      next.fill(0);
    } else {
      const length = tail > 0 ? -Math.sqrt(squares) : Math.sqrt(squares);
      beside[last] = length * scale;
      next[last - 1] = tail - length;
      squares -= tail * length; // half the squared length of the vector
    }
    const product = changeAndMultiply(matrix, { size, rows: last, v, w, next });
    let half = 0;
    if (squares > 0) {
      for (let row = 0; row < last; row++) {
        product[row]! /= squares;
        half += product[row]! * next[row]!;
      }
      half /= 2 * squares;
    }
    for (let row = 0; row < last; row++) product[row]! -= half * next[row]!;
    w = product;
    [v, next] = [next, v];
  }
  return { diagonal, beside };
}

/** Subtracts v wᵀ + w vᵀ from the leading rows, lower triangle, and returns their product with `next`. */
function changeAndMultiply(
  matrix: Float64Array,
  { size, rows, v, w, next }: { size: number; rows: number; v: Float64Array; w: Float64Array; next: Float64Array },
): Float64Array<ArrayBuffer> {
  const product = new Float64Array(size);
  for (let row = 0; row < rows; row++) {
    const start = row * size, vRow = v[row]!, wRow = w[row]!, nextRow = next[row]!;
    let even = 0, odd = 0, column = 0;
    for (; column + 1 < row; column += 2) {
      const first = matrix[start + column]! - (vRow * w[column]! + wRow * v[column]!);
      const second = matrix[start + column + 1]! - (vRow * w[column + 1]! + wRow * v[column + 1]!);
      matrix[start + column] = first;
      matrix[start + column + 1] = second;
      even += first * next[column]!;
      odd += second * next[column + 1]!;
      product[column]! += first * nextRow;
      product[column + 1]! += second * nextRow;
    }
    for (; column < row; column++) {
      const entry = matrix[start + column]! - (vRow * w[column]! + wRow * v[column]!);
      matrix[start + column] = entry;
      even += entry * next[column]!;
      product[column]! += entry * nextRow;
    }
    const entry = matrix[start + row]! - 2 * vRow * wRow;
    matrix[start + row] = entry;
    product[row]! += even + odd + entry * nextRow;
  }
  return product;
}

const MOST_ROUNDS = 60;

function tridiagonalEigenvalues({ diagonal, beside }: Tridiagonal): Float64Array {
  const size = diagonal.length, values = diagonal.slice();
  const after = new Float64Array(size);
  after.set(beside.subarray(1));
  for (let first = 0; first < size; first++) {
    for (let round = 0;; round++) {
      let end = first;
      while (end + 1 < size && !isNegligible(after[end]!, values[end]!, values[end + 1]!)) end++;
      if (end === first) break;
      if (round === MOST_ROUNDS) {
        throw new Error(`Cannot compute eigenvalues as ${MOST_ROUNDS} rounds of the QL algorithm did not find one`);
      }
      chase(values, after, first, end);
    }
  }
  return values;
}

const isNegligible = (beside: number, first: number, second: number): boolean =>
  Math.abs(beside) <= Number.EPSILON * (Math.abs(first) + Math.abs(second));

/** One implicit step of QL on the block from `first` to `end`, with Wilkinson's shift. */
function chase(values: Float64Array, after: Float64Array, first: number, end: number): void {
  const slope = (values[first + 1]! - values[first]!) / (2 * after[first]!);
  const hypotenuse = Math.hypot(slope, 1);
  let rest = values[end]! - values[first]! + after[first]! / (slope + (slope >= 0 ? hypotenuse : -hypotenuse));
  let sine = 1, cosine = 1, shifted = 0;
  for (let row = end - 1; row >= first; row--) {
    const outside = sine * after[row]!, inside = cosine * after[row]!;
    const radius = Math.hypot(outside, rest);
    after[row + 1] = radius;
    if (radius === 0) { // the block falls apart here
      values[row + 1]! -= shifted;
      after[end] = 0;
      return;
    }
    sine = outside / radius;
    cosine = rest / radius;
    const difference = values[row + 1]! - shifted;
    const turn = (values[row]! - difference) * sine + 2 * cosine * inside;
    shifted = sine * turn;
    values[row + 1] = difference + shifted;
    rest = cosine * turn - inside;
  }
  values[first]! -= shifted;
  after[first] = rest;
  after[end] = 0;
}
