/** A 64-bit key of the generator as two 32-bit words, low word first. */
export type PhiloxKey = readonly [low: number, high: number];

/** A 128-bit counter of the generator as four 32-bit words, lowest word first. */
export type PhiloxCounter = readonly [number, number, number, number];

const ROUNDS = 10;
const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;

/** The upper 32 bits of the 64-bit product of two unsigned 32-bit integers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff, aHigh = a >>> 16, bLow = b & 0xffff, bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0;
}

/**
 * Fills `words` with consecutive output of Philox4x32-10, a counter-based random generator: four words a counter value, the counter rising by one.
 *
 * TensorFlow's stateless random ops (algorithm 1) make the same words from the same key and counter.
 *
 * @param key The 64-bit key.
 * @param counter The 128-bit counter of the first four words.
 * @param count How many 32-bit words to make.
 * @see Parallel random numbers: as easy as 1, 2, 3. Salmon, Moraes, Dror, Shaw, 2011, https://doi.org/10.1145/2063384.2063405
 *
 * @example
 * ```ts
 * import { philoxWords } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(philoxWords([0, 0], [0, 0, 0, 0], 4), Uint32Array.of(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8));
 * ```
 */
export function philoxWords(key: PhiloxKey, counter: PhiloxCounter, count: number): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(Math.ceil(count / 4) * 4);
  let [counter0, counter1, counter2, counter3] = counter.map((word) => word >>> 0) as [number, number, number, number];
  for (let offset = 0; offset < words.length; offset += 4) {
    let word0 = counter0, word1 = counter1, word2 = counter2, word3 = counter3;
    let key0 = key[0] >>> 0, key1 = key[1] >>> 0;
    for (let round = 0; round < ROUNDS; round++) {
      const high0 = multiplyHigh(MULTIPLIER_0, word0), low0 = Math.imul(MULTIPLIER_0, word0) >>> 0;
      const high1 = multiplyHigh(MULTIPLIER_1, word2), low1 = Math.imul(MULTIPLIER_1, word2) >>> 0;
      word0 = (high1 ^ word1 ^ key0) >>> 0;
      word1 = low1;
      word2 = (high0 ^ word3 ^ key1) >>> 0;
      word3 = low0;
      key0 = (key0 + WEYL_0) >>> 0;
      key1 = (key1 + WEYL_1) >>> 0;
    }
    words[offset] = word0;
    words[offset + 1] = word1;
    words[offset + 2] = word2;
    words[offset + 3] = word3;
    counter0 = (counter0 + 1) >>> 0;
    if (counter0 === 0) {
      counter1 = (counter1 + 1) >>> 0;
      if (counter1 === 0) {
        counter2 = (counter2 + 1) >>> 0;
        if (counter2 === 0) counter3 = (counter3 + 1) >>> 0;
      }
    }
  }
  return words.subarray(0, count);
}
