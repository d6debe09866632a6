import type { BatchSizes } from "./batch_sizes.ts";

/**
 * What each of several workers takes of the batches of all.
 *
 * @throws {RangeError} If a batch cannot be split evenly: the message says which sizes can.
 *
 * @example
 * ```ts
 * import { splitBatch } from "@forger/trainers";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(splitBatch({ real: 64, fake: 32, generator: 64 }, 4), { real: 16, fake: 8, generator: 16 });
 * ```
 */
export function splitBatch(batch: BatchSizes, workers: number): BatchSizes {
  const { fake, generator, real } = batch;
  const sizes = new Set([real, fake, generator]).size === 1 ? { batch: real } : batch;
  for (const [part, size] of Object.entries(sizes)) {
    if (size % workers === 0) continue;
    const below = size - size % workers, choices = [...below > 0 ? [below] : [], below + workers];
    const name = part === "batch" ? part : `batch.${part}`;
    throw new RangeError(
      `Cannot train with ${workers} workers as ${name} must be a multiple of ${workers}, each worker taking an equal part: current value is ${size}, ${
        choices.join(" and ")
      } would do`,
    );
  }
  return { real: real / workers, fake: fake / workers, generator: generator / workers };
}
