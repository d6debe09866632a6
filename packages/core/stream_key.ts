import { type PhiloxKey, philoxWords } from "./philox.ts";

const FNV_OFFSET = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;

/** The 64-bit FNV-1a hash of a name, as two 32-bit words. */
function hashName(name: string): [number, number] {
  let hash = FNV_OFFSET;
  for (const byte of new TextEncoder().encode(name)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * FNV_PRIME);
  return [Number(hash & 0xffffffffn), Number(hash >> 32n)];
}

/**
 * Derives the Philox key of one draw of one named random stream, so that streams and draws never share their numbers.
 *
 * Philox itself mixes the seed (its key) with the name's hash and the draw (its counter): under one seed, different inputs give different blocks.
 *
 * @param seed The run's seed, an integer from 0 to 2^53 - 1.
 * @param name The stream's name, for instance `"latent"`.
 * @param draw Which draw of the stream within a step, counted from 0.
 *
 * @example
 * ```ts
 * import { streamKey } from "@forger/core";
 * import { assertEquals, assertNotEquals } from "@std/assert";
 *
 * assertEquals(streamKey(1, "latent", 0), streamKey(1, "latent", 0));
 * assertNotEquals(streamKey(1, "latent", 0), streamKey(1, "latent", 1));
 * ```
 */
export function streamKey(seed: number, name: string, draw: number): PhiloxKey {
  const [low, high] = hashName(name);
  const words = philoxWords([seed >>> 0, Math.floor(seed / 0x100000000) >>> 0], [low, high, draw >>> 0, 0], 2);
  return [words[0]!, words[1]!];
}
