import { type DistanceBlock, eachDistanceBlock } from "./_distance_blocks.ts";
import type { Features } from "./features.ts";

/** The squared distance of each row to the `nearest`-th nearest other row of the same set. */
export function neighbourSquares(features: Features, nearest: number): Float64Array {
  const { count } = features;
  const sorted = new Float64Array(count * nearest).fill(Infinity); // for each row the nearest so far, ascending
  const offer = (row: number, square: number) => {
    let place = row * nearest + nearest - 1;
    if (square >= sorted[place]!) return;
    for (; place > row * nearest && sorted[place - 1]! > square; place--) sorted[place] = sorted[place - 1]!;
    sorted[place] = square;
  };
  eachDistanceBlock(features, features, (block) => {
    const { squares, stride, firstRow, rows, firstColumn, columns } = block;
    const diagonal = firstRow === firstColumn;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < (diagonal ? row : columns); column++) {
        const square = squares[row * stride + column]!;
        offer(firstRow + row, square);
        offer(firstColumn + column, square);
      }
    }
  });
  return Float64Array.from({ length: count }, (_, row) => sorted[row * nearest + nearest - 1]!);
}

/** @throws {RangeError} If no real row reaches anywhere, as each has equals. */
export function checkRadii(action: string, squares: Float64Array, nearest: number): void {
  if (squares.some((square) => square > 0)) return;
  throw new RangeError(
    `Cannot ${action} as real features must differ: each row equals ${nearest} others or more`,
  );
}

/** The squared distance of each row of `from` to the nearest row of `to`. */
export function nearestSquares(from: Features, to: Features): Float64Array {
  const nearest = new Float64Array(from.count).fill(Infinity);
  eachDistanceBlock(from, to, ({ squares, stride, firstRow, rows, columns }: DistanceBlock) => {
    for (let row = 0; row < rows; row++) {
      let least = nearest[firstRow + row]!;
      for (let column = 0, place = row * stride; column < columns; column++, place++) {
        if (squares[place]! < least) least = squares[place]!;
      }
      nearest[firstRow + row] = least;
    }
  });
  return nearest;
}
