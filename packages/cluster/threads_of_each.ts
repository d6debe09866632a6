/**
 * How many threads each of several processes of one machine gets: an equal part of the cores, one at least.
 *
 * @example
 * ```ts
 * import { threadsOfEach } from "@forger/cluster";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([threadsOfEach(8, 3), threadsOfEach(2, 4)], [2, 1]);
 * ```
 */
export function threadsOfEach(cores: number, workers: number): number {
  return Math.max(1, Math.floor(cores / workers));
}
