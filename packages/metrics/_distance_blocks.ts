import { columnMeans } from "./_moments.ts";
import { DEPTH, productOf, type Vectors } from "./_product.ts";
import type { Features } from "./features.ts";

/** Squared distances of some rows of one set to some of another. */
export interface DistanceBlock {
  /** The squared distance of row `firstRow + i` to row `firstColumn + j` of the other set is at `i * stride + j`. */
  readonly squares: Float64Array;
  readonly stride: number;
  readonly firstRow: number;
  readonly rows: number;
  readonly firstColumn: number;
  readonly columns: number;
}

/** So many rows are compared with as many: 8 MiB of distances at a time, whatever the number of rows. */
export const BLOCK = 1024;

/** Two rows of this squared length are at most twice its root apart. */
const GREATEST_SQUARE = Number.MAX_VALUE / 4;

/**
 * Computes the squared Euclidean distances of all rows of one set to all of another in float64, a block at a time.
 *
 * Equal rows are at distance 0 to the bit. The values of a block are overwritten by the next.
 *
 * @param second The same object as `first` compares a set with itself; then only blocks with `firstColumn <= firstRow` are
 * visited, as the others repeat them.
 * @throws {RangeError} If rows are so far from each other that float64 cannot hold the square of their distance.
 */
export function eachDistanceBlock(first: Features, second: Features, visit: (block: DistanceBlock) => void): void {
  const means = columnMeans(first); // distances of rows near 0 lose fewest digits
  const within = first === second;
  const firstSquares = squaredLengths(first, means),
    secondSquares = within ? firstSquares : squaredLengths(second, means);
  if (![firstSquares, secondSquares].every((squares) => squares.every((square) => square <= GREATEST_SQUARE))) {
    throw new RangeError(
      "Cannot compute distances as their squares exceed what numbers can hold: scale the features down",
    );
  }
  const multiply = productOf({ left: Math.min(BLOCK, first.count), right: Math.min(BLOCK, second.count) });
  for (let firstRow = 0; firstRow < first.count; firstRow += BLOCK) {
    const rows = Math.min(BLOCK, first.count - firstRow);
    const left = vectors(first, firstRow, rows, means);
    for (let firstColumn = 0; firstColumn < (within ? firstRow + rows : second.count); firstColumn += BLOCK) {
      const columns = Math.min(BLOCK, second.count - firstColumn);
      const { values, stride } = multiply(left, vectors(second, firstColumn, columns, means));
      for (let row = 0; row < rows; row++) {
        const own = firstSquares[firstRow + row]!;
        for (let column = 0, place = row * stride; column < columns; column++, place++) {
          const square = own + secondSquares[firstColumn + column]! - 2 * values[place]!;
          values[place] = square > 0 ? square : 0;
        }
      }
      visit({ squares: values, stride, firstRow, rows, firstColumn, columns });
    }
  }
}

function vectors({ values, size }: Features, first: number, count: number, means: Float64Array): Vectors {
  const shift = { by: "place" as const, values: means };
  return { values, start: first * size, count, length: size, countStride: size, lengthStride: 1, shift };
}

/** Summed in the order in which products are, so that the distance of equal rows cancels to 0. */
function squaredLengths({ values, count, size }: Features, means: Float64Array): Float64Array {
  const squares = new Float64Array(count);
  for (let row = 0, place = 0; row < count; row++) {
    for (let from = 0; from < size; from += DEPTH) {
      let sum = 0;
      for (let column = from; column < Math.min(size, from + DEPTH); column++) {
        sum += (values[place++]! - means[column]!) ** 2;
      }
      squares[row]! += sum;
    }
  }
  return squares;
}
