import type { Cluster } from "@forger/core";
import type { Environment } from "./environment.ts";
import { slurmCluster } from "./slurm_cluster.ts";
import { tfConfigCluster } from "./tf_config.ts";

/** Where a process learns which others it trains with: `"auto"` looks for `TF_CONFIG`, then for a Slurm step of several tasks. */
export type ClusterSource = "auto" | "tf-config" | "slurm" | "none";

/**
 * Finds the processes with which this one is to train.
 *
 * @returns The cluster, or undefined where the process trains alone.
 * @throws {RangeError} If the environment's variables cannot be read, or those asked for are missing.
 *
 * @example
 * ```ts
 * import { findCluster } from "@forger/cluster";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(findCluster({}), undefined);
 * const config = '{"cluster": {"worker": ["a:1", "b:1"]}, "task": {"type": "worker", "index": 1}}';
 * assertEquals(findCluster({ TF_CONFIG: config })?.own, 1);
 * ```
 */
export function findCluster(environment: Environment, source: ClusterSource = "auto"): Cluster | undefined {
  switch (source) {
    case "none":
      return undefined;
    case "tf-config": {
      const { TF_CONFIG: config } = environment;
      if (!config) throw new RangeError("Cannot train as TF_CONFIG says as it must be set: it is not");
      return tfConfigCluster(config);
    }
    case "slurm":
      return slurmCluster(environment);
    case "auto": {
      const { SLURM_STEP_NUM_TASKS: tasks, TF_CONFIG: config } = environment;
      if (config) return tfConfigCluster(config);
      return Number(tasks) > 1 ? slurmCluster(environment) : undefined;
    }
    default:
      throw new RangeError(
        `Cannot find the cluster as its source must be auto, tf-config, slurm or none: current value is ${source}`,
      );
  }
}
