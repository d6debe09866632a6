import type { GeneratedBatch } from "@forger/samplers";
import { loadingBar } from "./loading_bar.ts";

/** Passes batches on, and shows on a bar how many images have been used. */
export async function* sampleProgress(
  batches: AsyncIterable<GeneratedBatch>,
  count: number,
): AsyncGenerator<GeneratedBatch, void, undefined> {
  const bar = loadingBar({ what: "images" });
  try {
    for await (const batch of batches) {
      const done = batch.start + batch.images.shape[0]!;
      yield batch;
      bar.update(done, count);
    }
  } finally {
    bar.finish();
  }
}
