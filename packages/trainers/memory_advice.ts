import type { BatchSizes } from "./batch_sizes.ts";

/** What TensorFlow says where the device's memory is full. */
const FULL = /\bOOM when allocating tensor\b|\bResourceExhausted\b|RESOURCE_EXHAUSTED|out of memory/i;

/**
 * Adds to an error that tells of full memory which batch would need about half of it; other errors stay as they are.
 *
 * A step's memory grows with the batch, but for the weights, so that half a batch fits where the whole one nearly did.
 */
export function adviseOnMemory(error: unknown, batch: BatchSizes): unknown {
  if (!(error instanceof Error) || !FULL.test(error.message)) return error;
  const largest = Math.max(batch.real, batch.fake, batch.generator), half = Math.floor(largest / 2);
  const advice = half >= 1
    ? `a batch of ${half} in place of ${largest} needs about half as much, --batch ${half}; or make the networks smaller`
    : "make the networks or the images smaller, as the batch is 1 already";
  return new Error(
    `Cannot train on as the device's memory must hold a step: it is full. Try ${advice}. ${error.message}`,
    {
      cause: error,
    },
  );
}
