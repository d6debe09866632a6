import { productTile, TILE } from "./_product_tile.ts";

/** A matrix of vectors to multiply by those of another: where the numbers of each lie. */
export interface Vectors {
  /** The numbers. */
  readonly values: Float32Array | Float64Array;
  /** Where the first number of the first vector is. @default {0} */
  readonly start?: number;
  /** How many vectors. */
  readonly count: number;
  /** How many numbers each has. */
  readonly length: number;
  /** From the first number of one vector to that of the next. */
  readonly countStride: number;
  /** From one number of a vector to its next. */
  readonly lengthStride: number;
  /** What is subtracted first: a number for each vector, or for each place in a vector. */
  readonly shift?: { readonly by: "vector" | "place"; readonly values: Float64Array };
}

/** The products of all vectors of one matrix with all of another. */
export interface ProductMatrix {
  /** Row `i` starts at `i * stride`. */
  readonly values: Float64Array;
  /** From one row to the next; what is between has no meaning. */
  readonly stride: number;
}

/** So many numbers of each vector are multiplied before the next: what is needed of 128 vectors then fits in the caches. */
export const DEPTH = 256;

/** Right vectors that are multiplied with all left ones before the next are. */
const RIGHT_AT_ONCE = 256;

const BYTES = Float64Array.BYTES_PER_ELEMENT;
const PAGE = 65536;

const roundUp = (value: number) => Math.ceil(value / TILE) * TILE;

/**
 * Makes a function that computes products of matrices in float64, in memory of its own that it uses again at every call.
 *
 * @param most The greatest numbers of left and right vectors.
 * @returns `multiply(left, right)`: `values[i, j]` is the sum over `k` of `left[i, k] * right[j, k]`. With `lower` only
 * tiles that touch `j <= i` are computed. The next call overwrites the values.
 */
export function productOf(
  most: { readonly left: number; readonly right: number },
): (left: Vectors, right: Vectors, options?: { readonly lower?: boolean }) => ProductMatrix {
  const leftStart = roundUp(most.left) * roundUp(most.right);
  const rightStart = leftStart + roundUp(most.left) * DEPTH;
  const end = rightStart + roundUp(most.right) * DEPTH;
  const memory = new WebAssembly.Memory({ initial: Math.ceil(end * BYTES / PAGE) });
  const addToTile = productTile(memory);
  const numbers = new Float64Array(memory.buffer);
  return (left, right, { lower = false } = {}) => {
    const rows = roundUp(left.count), stride = roundUp(right.count);
    const product = numbers.subarray(0, rows * stride).fill(0);
    for (let from = 0; from < left.length; from += DEPTH) {
      const depth = Math.min(DEPTH, left.length - from);
      pack(left, from, depth, numbers, leftStart);
      if (left !== right) pack(right, from, depth, numbers, rightStart);
      const rightPacked = left === right ? leftStart : rightStart;
      for (let first = 0; first < stride; first += RIGHT_AT_ONCE) {
        for (let row = lower ? first : 0; row < rows; row += TILE) {
          const last = Math.min(stride, first + RIGHT_AT_ONCE, lower ? row + TILE : Infinity);
          const leftPlace = (leftStart + row * depth) * BYTES;
          for (let column = first; column < last; column += TILE) {
            const rightPlace = (rightPacked + column * depth) * BYTES;
            addToTile(leftPlace, rightPlace, (row * stride + column) * BYTES, depth, stride * BYTES);
          }
        }
      }
    }
    return { values: product, stride };
  };
}

/** Lays some numbers of each vector out as tiles want them: those of four vectors side by side. */
function pack(vectors: Vectors, from: number, depth: number, target: Float64Array, targetStart: number): void {
  const { values, start = 0, count, countStride, lengthStride, shift } = vectors;
  for (let vector = 0; vector < count; vector++) {
    let place = targetStart + (vector - vector % TILE) * depth + vector % TILE;
    let source = start + vector * countStride + from * lengthStride;
    if (shift?.by === "place") {
      for (let k = 0; k < depth; k++, place += TILE, source += lengthStride) {
        target[place] = values[source]! - shift.values[from + k]!;
      }
    } else {
      const less = shift?.values[vector] ?? 0;
      for (let k = 0; k < depth; k++, place += TILE, source += lengthStride) target[place] = values[source]! - less;
    }
  }
}
