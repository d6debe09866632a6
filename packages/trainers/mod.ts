/**
 * The trainer, the plugin interface and its hooks, and the run's folder.
 *
 * The loop, with every hook in its place; {@linkcode HOOKS} says where each one runs and how plugins share it:
 *
 * ```text
 * onConfigure
 * onTrainBegin → planUpdates
 * repeat until the last step or a request to stop
 *   one call = many steps, compiled once, up to the next hook on the host:
 *     for each update of the discriminator:
 *       real batch → transformReal
 *       latent → transformLatent → generator → transformFake
 *       discriminator → logits → transformLogits
 *       targets → transformTargets
 *       loss → transformLoss → gradients → transformGradients
 *       learning rate → transformLearningRate → optimizer → transformWeights
 *     for each update of the generator: the same without a real batch
 *   onStepEnd → onEpochEnd → planUpdates → onSettled, for the plugins that are due
 * onError where something threw
 * onTrainEnd, always
 * at any time: samplingGenerator, onWarning, saveState, restoreState
 * ```
 *
 * @module
 */
export * from "./batch_normalization.ts";
export * from "./batch_sizes.ts";
export * from "./check_run.ts";
export * from "./checkpoint.ts";
export * from "./compare_evaluations.ts";
export * from "./configurable.ts";
export * from "./evaluated_value.ts";
export * from "./evaluation.ts";
export { checkExtractorName } from "./evaluation_extractor.ts";
export * from "./evaluation_metric.ts";
export * from "./evaluations_file.ts";
export * from "./experiment.ts";
export * from "./find_checkpoints.ts";
export * from "./hooks.ts";
export * from "./load_generator.ts";
export { nearestName } from "@forger/core";
export * from "./networks.ts";
export * from "./plugin.ts";
export * from "./plugin_state.ts";
export * from "./run.ts";
export * from "./run_folder.ts";
export type { PendingLogs } from "./report_buffers.ts";
export type { RunState, StoredState, StoredTensor } from "./run_state.ts";
export * from "./shared_key.ts";
export * from "./shared_values.ts";
export * from "./step_context.ts";
export * from "./split_batch.ts";
export type { StepLog, StepReport } from "./step_report.ts";
export * from "./trainable_variables.ts";
export * from "./trainer.ts";
export { type TrainResult } from "./training.ts";
export * from "./updates.ts";
export { type WarmStart, warmStart } from "./warm_start.ts";
