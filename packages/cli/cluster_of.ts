import { type Cluster, type Environment, findCluster } from "@forger/cluster";
import { asUsageError } from "./as_usage_error.ts";
import type { TrainFlags } from "./train_flags.ts";

/** A variable is read when it is asked for, so that the right to read those few will do. */
const ENVIRONMENT: Environment = new Proxy<Environment>({}, {
  get: (_, name) => typeof name === "string" ? Deno.env.get(name) : undefined,
});

/**
 * The workers with which this process is to train; undefined where it trains alone.
 *
 * @throws {UsageError} If `TF_CONFIG` or Slurm's variables cannot be read.
 */
export function clusterOf(
  { check, cluster, "dry-run": dryRun, list }: Pick<TrainFlags, "check" | "cluster" | "dry-run" | "list">,
): Cluster | undefined {
  if (dryRun || list || check !== undefined) return undefined; // they train nothing that others could share
  try {
    return findCluster(ENVIRONMENT, cluster);
  } catch (error) {
    throw asUsageError(error);
  }
}
