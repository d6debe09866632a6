/**
 * The trainer, the plugin interface and its hooks, and the run's folder.
 *
 * @module
 */
export * from "./batch_sizes.ts";
export * from "./experiment.ts";
export * from "./hooks.ts";
export * from "./nearest_name.ts";
export * from "./networks.ts";
export * from "./plugin.ts";
export * from "./run.ts";
export * from "./run_folder.ts";
export * from "./step_report.ts";
export * from "./trainable_variables.ts";
export * from "./trainer.ts";
export { type TrainResult } from "./training.ts";
