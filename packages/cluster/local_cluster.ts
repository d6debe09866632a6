import type { Cluster } from "@forger/core";

/**
 * Several processes of one machine, as each of them sees them.
 *
 * @param ports Where each one listens.
 *
 * @example
 * ```ts
 * import { localCluster } from "@forger/cluster";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(localCluster([4001, 4002]).map(({ own }) => own), [0, 1]);
 * ```
 */
export function localCluster(ports: readonly number[]): Cluster[] {
  const tasks = ports.map((port, index) => ({ job: "worker", index, address: `127.0.0.1:${port}` }));
  return tasks.map((_, own) => ({ tasks, own }));
}
