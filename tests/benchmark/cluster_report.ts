import type { ClusterResult } from "./cluster_result.ts";
import { precise } from "./precise.ts";

/** Says in words what several processes take. */
export function reportCluster({ processes, threads, workloads }: ClusterResult): string {
  return workloads.map(({ exchangeShare, name, ours, pytorch, ratio }) => {
    const peer = pytorch === null
      ? "PyTorch not available"
      : `PyTorch's DistributedDataParallel (gloo) ${precise(pytorch)} ms, ${ratio!.toFixed(2)} times as long`;
    return `${name} by ${processes} processes of ${threads} thread${threads === 1 ? "" : "s"}: ${
      precise(ours)
    } ms a step of all, ${(100 * exchangeShare).toFixed(0)} % of it with an exchange under way; ${peer}`;
  }).join("\n");
}
