/**
 * Which processes train together: `TF_CONFIG`, Slurm, and processes of one machine.
 *
 * @module
 */
export type { Cluster, ClusterTask } from "@forger/core";
export * from "./environment.ts";
export * from "./expand_node_list.ts";
export * from "./expand_task_counts.ts";
export * from "./find_cluster.ts";
export * from "./free_ports.ts";
export * from "./gpu_of_each.ts";
export * from "./local_cluster.ts";
export * from "./slurm_cluster.ts";
export * from "./tf_config.ts";
export * from "./threads_of_each.ts";
