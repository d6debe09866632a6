import { type PhiloxCounter, type PhiloxKey, philoxWords, streamKey } from "@forger/core";
import { checkCount } from "./_check_count.ts";

/**
 * Refuses what is no seed.
 *
 * @throws {RangeError} If the value is not an integer from 0 to 2^53 - 1.
 */
export function checkSeed(action: string, seed: number): void {
  checkCount(action, "seed", seed, 0);
}

/** Words at a time; it does not change them. */
const WORDS = 4096;

/** The words of a random stream one after another. */
function wordsOf(key: PhiloxKey): () => number {
  let words = new Uint32Array(0), next = 0, counter = 0;
  return () => {
    if (next === words.length) {
      const start: PhiloxCounter = [counter >>> 0, Math.floor(counter / 2 ** 32), 0, 0];
      words = philoxWords(key, start, WORDS);
      counter += WORDS / 4;
      next = 0;
    }
    return words[next++]!;
  };
}

/**
 * Standard normal numbers by Box and Muller's transform, a function of seed and name.
 *
 * @see A note on the generation of random normal deviates. Box, Muller, 1958, https://doi.org/10.1214/aoms/1177706645
 */
export function normalNumbers(seed: number, name: string, count: number): Float64Array {
  const word = wordsOf(streamKey(seed, name, 0));
  const numbers = new Float64Array(count);
  for (let index = 0; index < count; index += 2) {
    const radius = Math.sqrt(-2 * Math.log((word() + 0.5) / 2 ** 32));
    const angle = 2 * Math.PI * (word() / 2 ** 32);
    numbers[index] = radius * Math.cos(angle);
    if (index + 1 < count) numbers[index + 1] = radius * Math.sin(angle);
  }
  return numbers;
}

/**
 * Makes a function that draws `size` different numbers below `count`, all selections equally likely; a function of seed
 * and name.
 */
export function randomSubsets(seed: number, name: string): (count: number, size: number) => Int32Array {
  const word = wordsOf(streamKey(seed, name, 0));
  const below = (bound: number): number => {
    const limit = 2 ** 32 - (2 ** 32 % bound); // above it the low remainders would come up once too often
    let value = word();
    while (value >= limit) value = word();
    return value % bound;
  };
  return (count, size) => {
    const order = Int32Array.from({ length: count }, (_, index) => index);
    for (let place = 0; place < size; place++) {
      const other = place + below(count - place);
      const value = order[place]!;
      order[place] = order[other]!;
      order[other] = value;
    }
    return order.subarray(0, size);
  };
}
