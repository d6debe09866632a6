import type { GeneratedBatch } from "@forger/samplers";
import { loadingBar } from "./loading_bar.ts";

/**
 * Passes batches on, and shows on a bar how many images have been used.
 *
 * @param signal Ends it before the next batch, with its reason thrown.
 */
export async function* sampleProgress(
  batches: AsyncIterable<GeneratedBatch>,
  count: number,
  signal?: AbortSignal,
): AsyncGenerator<GeneratedBatch, void, undefined> {
  const bar = loadingBar({ what: "images" });
  try {
    for await (const batch of batches) {
      const done = batch.start + batch.images.shape[0]!;
      yield batch;
      bar.update(done, count);
      signal?.throwIfAborted();
    }
  } finally {
    bar.finish();
  }
}
