import { isStreamed, type Source, type StreamedSource } from "@forger/data";
import { DeviceBatches } from "./device_batches.ts";
import { type BatchPart, type RealBatches, WHOLE_BATCH } from "./real_batches.ts";
import { StreamedBatches } from "./streamed_batches.ts";

/**
 * Draws a run's real batches from a source of either kind.
 *
 * @param batch How many rows a batch has, of all workers.
 * @throws {RangeError} If the batch is larger than the data.
 */
export function openRealBatches(
  source: Source | StreamedSource,
  { batch, part = WHOLE_BATCH, seed }: { readonly batch: number; readonly part?: BatchPart; readonly seed: number },
): RealBatches {
  if (batch > source.size) {
    throw new RangeError(
      `Cannot train on ${source.name} as the batch of real images must be at most its size, ${source.size}: current value is ${batch}`,
    );
  }
  return isStreamed(source)
    ? new StreamedBatches(source, { batch, part, seed })
    : new DeviceBatches(source, { batch, part, seed });
}
