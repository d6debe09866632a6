import type { TrainFlags } from "./train_flags.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Whether the command line asks for several processes of this machine, of which this one is the parent.
 *
 * @throws {UsageError} If it asks for what does not go with that.
 */
export function startsWorkers(
  { backend = "auto", check, cluster, compile, "dry-run": dryRun, restart, workers }: Pick<
    TrainFlags,
    "backend" | "check" | "cluster" | "compile" | "dry-run" | "restart" | "workers"
  >,
): boolean {
  if (workers === undefined) {
    if (restart !== undefined) throw new UsageError("Cannot use --restart as it must come with --workers");
    return false;
  }
  if (check !== undefined) throw new UsageError("Cannot use --check with --workers as it must compare one process");
  if (cluster !== undefined && cluster !== "none") {
    throw new UsageError("Cannot use --cluster with --workers as only one of them must name the workers");
  }
  if (workers > 1 && backend !== "auto" && backend !== "tensorflow") {
    throw new UsageError(`Cannot use --backend ${backend} with --workers as it must be tensorflow`);
  }
  if (workers > 1 && compile === "xla") {
    throw new UsageError("Cannot use --compile xla with --workers as it must be auto, graph or off");
  }
  if (Deno.env.get("TF_CONFIG")) {
    throw new UsageError("Cannot use --workers as TF_CONFIG must not be set beside it: it names the workers already");
  }
  return !dryRun; // which is the same with any number
}
