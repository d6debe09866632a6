import { philoxWords, streamKey } from "@forger/core";

/**
 * Integers of the half-open interval [0, bound), every one equally likely.
 *
 * @param block How many random words to make at a time, a multiple of four; it does not change them.
 */
function uniformIntegers(seed: number, draw: number, block: number): (bound: number) => number {
  const key = streamKey(seed, "epoch permutation", draw);
  let words = new Uint32Array(0), next = 0, counter = 0;
  const word = (): number => {
    if (next === words.length) {
      words = philoxWords(key, [counter, 0, 0, 0], block);
      counter += block / 4;
      next = 0;
    }
    return words[next++]!;
  };
  return (bound) => {
    const limit = 2 ** 32 - (2 ** 32 % bound); // above it the low remainders would come up once too often
    let value = word();
    while (value >= limit) value = word();
    return value % bound;
  };
}

/**
 * Shuffles the numbers 0 to size - 1: the order in which an epoch visits the rows of a source.
 *
 * The order depends on its arguments alone, so a run that is resumed in the middle of an epoch goes on where it was.
 *
 * @param size The number of rows, from 1 to 2^31 - 1.
 * @param seed The run's seed, an integer from 0 to 2^53 - 1.
 * @param epoch The number of the epoch, counted from 0, below 2^32.
 * @returns Every number once; all orders are equally likely.
 * @throws {RangeError} If an argument is no such integer.
 * @see The Art of Computer Programming, volume 2, algorithm 3.4.2 P (shuffling), Knuth, 1997
 *
 * @example
 * ```ts
 * import { epochPermutation } from "@forger/data";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(epochPermutation(5, 42, 0), epochPermutation(5, 42, 0));
 * assertEquals(epochPermutation(5, 42, 1).toSorted(), Int32Array.of(0, 1, 2, 3, 4));
 * ```
 */
export function epochPermutation(size: number, seed: number, epoch: number): Int32Array<ArrayBuffer> {
  const limits = [["size", size, 1, 2 ** 31 - 1], ["seed", seed, 0, 2 ** 53 - 1], [
    "epoch",
    epoch,
    0,
    2 ** 32 - 1,
  ]] as const;
  for (const [name, value, low, high] of limits) {
    if (Number.isInteger(value) && value >= low && value <= high) continue;
    throw new RangeError(
      `Cannot permute rows as ${name} must be an integer from ${low} to ${high}: current value is ${value}`,
    );
  }
  const order = Int32Array.from({ length: size }, (_, index) => index);
  const integer = uniformIntegers(seed, epoch, Math.min(4096, 4 * Math.ceil(size / 4)));
  for (let last = size - 1; last > 0; last--) {
    const other = integer(last + 1);
    const value = order[last]!;
    order[last] = order[other]!;
    order[other] = value;
  }
  return order;
}
