import { stepRandom, type Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import type { Latent } from "./latent.ts";

/** Apart from other streams; each block of latents is a step of it. */
const STREAM = "numbered-latents";

/** Latents are drawn so many at once, of which those that are asked for are taken: a draw for each would be slow. */
const BLOCK = 64;

const MOST = BLOCK * 2 ** 31;

/**
 * Draws latents by their numbers out of an endless series: number 17 of a seed is the same whichever and however many
 * others are drawn with it.
 *
 * @param numbers From 0, in any order, repeated where they repeat; below 2^37.
 * @param seed Another seed is another series: an integer from 0 to 2^53 - 1.
 * @returns float32 `[numbers, size]`; the caller disposes it.
 * @throws {RangeError} If a number or the seed is out of range.
 * @throws {TypeError} If there is no number.
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { normalLatent, numberedLatents } from "@forger/samplers";
 * import { assertEquals } from "@std/assert";
 *
 * await startCompute({ backend: "cpu" });
 * const [first, , third] = numberedLatents(normalLatent(1), [17, 3, 900], 42).dataSync();
 * assertEquals([...numberedLatents(normalLatent(1), [900, 17], 42).dataSync()], [third, first]);
 * ```
 */
export function numberedLatents(latent: Latent, numbers: readonly number[], seed: number): Tensor {
  check(numbers);
  const blocks = [...new Set(numbers.map(blockOf))];
  const placeOf = new Map(blocks.map((block, place) => [block, place]));
  const rows = numbers.map((number) => placeOf.get(blockOf(number))! * BLOCK + number % BLOCK);
  return tf.tidy(() => {
    const drawn = blocks.map((block) =>
      latent.draw(BLOCK, stepRandom(seed, tf.scalar(block, "int32")).stream(STREAM)) as tf.Tensor2D
    );
    return tf.concat(drawn).gather(tf.tensor1d(rows, "int32"));
  });
}

function blockOf(number: number): number {
  return Math.floor(number / BLOCK);
}

function check(numbers: readonly number[]): void {
  if (numbers.length === 0) throw new TypeError("Cannot draw latents as there must be a number: received none");
  const outside = numbers.find((number) => !(Number.isInteger(number) && number >= 0 && number < MOST));
  if (outside !== undefined) {
    throw new RangeError(
      `Cannot draw latents as their numbers must be integers from 0 to 2^37 - 1: current value is ${outside}`,
    );
  }
}
