import { type Compute, type ComputeOptions, progressLine, startCompute } from "@forger/core";

/** Starts compute, and shows on one line what is fetched for that. */
export async function startWithProgress(
  { backend, cluster, collective, threads, verbose }: Pick<
    ComputeOptions,
    "backend" | "cluster" | "collective" | "threads" | "verbose"
  >,
): Promise<Compute> {
  const line = progressLine();
  try {
    const onProgress: ComputeOptions["onProgress"] = (progress) => line.update(progress);
    return await startCompute({ backend, cluster, collective, threads, verbose, onProgress });
  } finally {
    line.finish();
  }
}
