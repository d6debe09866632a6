import type { Cluster } from "@forger/core";
import type { Environment } from "./environment.ts";
import { expandNodeList } from "./expand_node_list.ts";
import { expandTaskCounts } from "./expand_task_counts.ts";

/** The first task of a node listens here, its second one at the next port, and so on. */
const FIRST_PORT = 8888;

/** The variables that `srun` sets for each task. */
const VARIABLES = [
  "SLURM_PROCID",
  "SLURM_STEP_NUM_TASKS",
  "SLURM_STEP_NODELIST",
  "SLURM_STEP_TASKS_PER_NODE",
] as const;

/**
 * The cluster of a Slurm step, of the variables that `srun` sets: each task is a worker.
 *
 * The tasks of a node listen at ports 8888, 8889 and so on; tasks must be numbered node by node, as `--distribution=block`
 * does by default. A step of one task trains alone.
 *
 * @returns The cluster, or undefined where there is one task only.
 * @throws {RangeError} If a variable is missing, or they do not fit each other.
 * @see TensorFlow's SlurmClusterResolver, https://www.tensorflow.org/api_docs/python/tf/distribute/cluster_resolver/SlurmClusterResolver
 *
 * @example
 * ```ts
 * import { slurmCluster } from "@forger/cluster";
 * import { assertEquals } from "@std/assert";
 *
 * const cluster = slurmCluster({
 *   SLURM_PROCID: "2",
 *   SLURM_STEP_NUM_TASKS: "3",
 *   SLURM_STEP_NODELIST: "n[1-2]",
 *   SLURM_STEP_TASKS_PER_NODE: "2,1",
 * });
 * assertEquals(cluster?.tasks.map(({ address }) => address), ["n1:8888", "n1:8889", "n2:8888"]);
 * assertEquals(cluster?.own, 2);
 * ```
 */
export function slurmCluster(environment: Environment): Cluster | undefined {
  const missing = VARIABLES.filter((name) => !environment[name]);
  if (missing.length > 0) {
    refuse(`${missing.join(" and ")} must be set: start the workers with srun`);
  }
  const [own, count, list, counts] = VARIABLES.map((name) => environment[name]!) as [string, string, string, string];
  const nodes = expandNodeList(list), perNode = expandTaskCounts(counts);
  if (nodes.length !== perNode.length) {
    refuse(
      `SLURM_STEP_TASKS_PER_NODE must have a count for each node: ${perNode.length} counts, ${nodes.length} nodes`,
    );
  }
  const tasks = nodes.flatMap((node, index) =>
    Array.from({ length: perNode[index]! }, (_, local) => `${node}:${FIRST_PORT + local}`)
  ).map((address, index) => ({ job: "worker", index, address }));
  if (String(tasks.length) !== count) {
    refuse(`SLURM_STEP_NUM_TASKS must be the sum of the tasks per node, ${tasks.length}: current value is ${count}`);
  }
  if (!/^\d+$/.test(own) || Number(own) >= tasks.length) {
    refuse(`SLURM_PROCID must be a task's number from 0 to ${tasks.length - 1}: current value is ${own}`);
  }
  return tasks.length === 1 ? undefined : { tasks, own: Number(own) };
}

function refuse(rule: string): never {
  throw new RangeError(`Cannot train as Slurm says as ${rule}`);
}
