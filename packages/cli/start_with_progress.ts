import { type Compute, type ComputeOptions, progressLine, startCompute } from "@forger/core";

/** Starts compute, and shows on one line what is fetched for that. */
export async function startWithProgress(
  { backend, threads, verbose }: Pick<ComputeOptions, "backend" | "threads" | "verbose">,
): Promise<Compute> {
  const line = progressLine();
  try {
    return await startCompute({ backend, threads, verbose, onProgress: (progress) => line.update(progress) });
  } finally {
    line.finish();
  }
}
