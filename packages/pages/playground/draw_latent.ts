import type { PageLatent } from "./settings.ts";

/**
 * Draws a latent by its number out of the endless series of a seed: the one that `numberedLatents` of the samplers draws, and
 * with it the image of that number that `deno task sample` makes.
 *
 * @param number From 0.
 */
export function drawLatent({ name, options = {}, size }: PageLatent, number: number, seed: number): Float32Array {
  const block = 64, step = Math.floor(number / block), count = block * size, begin = number % block * size;
  const units = (): Float64Array => uniformNumbers({ seed, step, count }).subarray(begin, begin + size);
  if (name === "uniform") {
    const { low = -1, high = 1 } = options;
    return Float32Array.from(units(), (unit) => low + unit * (high - low));
  }
  if (name === "truncated-normal") {
    const { limit = 2 } = options, reach = Math.fround(centralProbability(limit));
    return Float32Array.from(units(), (unit) => {
      const inside = Math.fround(Math.fround(unit * 2 * reach) - reach); // float32 as there
      return Math.min(Math.max(Math.SQRT2 * inverseErrorFunction(inside), -limit), limit);
    });
  }
  const normal = normalNumbers({ seed, step, count }).subarray(begin, begin + size);
  if (name === "normal") return Float32Array.from(normal);
  const length = Math.sqrt(normal.reduce((sum, value) => sum + value * value, 0) / size); // spherical
  return Float32Array.from(normal, (value) => value / length);
}

/** Which numbers of the samplers' random stream are wanted. */
interface RandomPlace {
  readonly seed: number;
  readonly step: number;
  readonly count: number;
}

/** Uniform numbers of (0, 1). */
export function uniformNumbers({ count, seed, step }: RandomPlace): Float64Array {
  const stream = [0xd727d6f3, 0xa06b4df5] as const; // the hash of its name, numbered-latents
  const [low, high] = philox([seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0], [...stream, 0, 0], 2);
  const words = philox([low!, high!], [0, 0, step, 0], count);
  return Float64Array.from(words.subarray(0, count), (word) => (word >>> 9) * 2 ** -23 + 2 ** -24);
}

/** Normal numbers by Box's and Muller's method; an even number of them. */
export function normalNumbers(place: RandomPlace): Float64Array {
  const unit = uniformNumbers(place), pairs = place.count / 2;
  return unit.map((_, index) => {
    const pair = index % pairs, angle = 2 * Math.PI * unit[pairs + pair]!;
    return Math.sqrt(-2 * Math.log(unit[pair]!)) * (index < pairs ? Math.cos(angle) : Math.sin(angle));
  });
}

/**
 * Words of Philox4x32-10, the counter's first word rising.
 *
 * @see Parallel random numbers: as easy as 1, 2, 3. Salmon, Moraes, Dror, Shaw, 2011, https://doi.org/10.1145/2063384.2063405
 */
export function philox(
  key: readonly [number, number],
  counter: readonly [number, number, number, number],
  count: number,
): Uint32Array {
  const multiplyHigh = (a: number, b: number): number => {
    const aLow = a & 0xffff, aHigh = a >>> 16, bLow = b & 0xffff, bHigh = b >>> 16;
    const middle = aHigh * bLow + ((aLow * bLow) >>> 16), carry = aLow * bHigh + (middle & 0xffff);
    return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0;
  };
  const words = new Uint32Array(Math.ceil(count / 4) * 4);
  for (let at = 0; at < words.length; at += 4) {
    let [word0, word1, word2, word3] = counter, [key0, key1] = key;
    word0 = (word0 + at / 4) >>> 0;
    for (let round = 0; round < 10; round++) {
      const high0 = multiplyHigh(0xd2511f53, word0), low0 = Math.imul(0xd2511f53, word0) >>> 0;
      const high1 = multiplyHigh(0xcd9e8d57, word2), low1 = Math.imul(0xcd9e8d57, word2) >>> 0;
      word0 = (high1 ^ word1 ^ key0) >>> 0;
      word1 = low1;
      word2 = (high0 ^ word3 ^ key1) >>> 0;
      word3 = low0;
      key0 = (key0 + 0x9e3779b9) >>> 0;
      key1 = (key1 + 0xbb67ae85) >>> 0;
    }
    words.set([word0, word1, word2, word3], at);
  }
  return words;
}

/**
 * The inverse of the error function.
 *
 * @see Approximating the erfinv function. Giles, 2010, https://people.maths.ox.ac.uk/gilesm/files/gems_erfinv.pdf
 */
export function inverseErrorFunction(x: number): number {
  const w = -Math.log((1 - x) * (1 + x)), at = w < 5 ? w - 2.5 : Math.sqrt(w) - 3;
  const centre = [2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 2.1858087e-4, -1.25372503e-3];
  const tail = [-2.00214257e-4, 1.00950558e-4, 1.34934322e-3, -3.67342844e-3, 5.73950773e-3, -7.6224613e-3];
  const coefficients = w < 5
    ? [...centre, -4.17768164e-3, 0.246640727, 1.50140941]
    : [...tail, 9.43887047e-3, 1.00167406, 2.83297682];
  return coefficients.reduce((sum, coefficient) => sum * at + coefficient, 0) * x;
}

/** The probability that a normal number is within the limit. */
export function centralProbability(limit: number): number {
  const x = limit / Math.SQRT2;
  if (x > 6) return 1;
  let term = x, sum = x;
  for (let n = 1; term > sum * Number.EPSILON; n++) {
    term *= 2 * x * x / (2 * n + 1);
    sum += term;
  }
  return sum * Math.exp(-x * x) * 2 / Math.sqrt(Math.PI);
}
