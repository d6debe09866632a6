/**
 * Compute for Forger: libtensorflow under TensorFlow.js, compiled training steps, random streams and optimizers.
 *
 * @module
 */
export * from "./adam.ts";
export * from "./append_bytes.ts";
export * from "./append_text.ts";
export * from "./cache_folder.ts";
export * from "./check_schedule.ts";
export type { Cluster, ClusterTask } from "./collective_cluster.ts";
export type { CollectiveGroup, CollectiveGroupOptions, CollectiveMean } from "./collective_group.ts";
export * from "./compiled_step.ts";
export * from "./compute.ts";
export * from "./context_options.ts";
export * from "./cosine_schedule.ts";
export * from "./crc32c.ts";
export { DataType } from "./data_type.ts";
export * from "./device_bytes.ts";
export * from "./diagnosis.ts";
export * from "./doctor.ts";
export * from "./exponential_schedule.ts";
export * from "./file_lock.ts";
export { type ConstantValue, GraphDefBuilder } from "./graph_def.ts";
export * from "./inspect_libtensorflow.ts";
export * from "./libtensorflow_error.ts";
export * from "./linear_schedule.ts";
export * from "./locate.ts";
export * from "./nearest_name.ts";
export * from "./not_finite.ts";
export {
  boolAttribute,
  floatAttribute,
  intAttribute,
  type OperationAttribute,
  shapeAttribute,
  stringAttribute,
  typeAttribute,
} from "./operation.ts";
export * from "./optimizer.ts";
export * from "./parse_schedule.ts";
export * from "./parse_schedule_options.ts";
export * from "./philox.ts";
export * from "./platform.ts";
export * from "./progress_line.ts";
export * from "./random_scope.ts";
export * from "./random_stream.ts";
export type { Step } from "./record_step.ts";
export * from "./rmsprop.ts";
export * from "./safetensors.ts";
export * from "./saved_model.ts";
export * from "./schedule.ts";
export * from "./sgd.ts";
export * from "./state_variable.ts";
export * from "./step_random.ts";
export * from "./stepwise_schedule.ts";
export * from "./stream_key.ts";
export * from "./tensor.ts";
export * from "./visible_gpus.ts";
export * from "./warmup_schedule.ts";
export { findWebgpu } from "./webgpu_device.ts";
export * from "./webgpu_error.ts";
export * from "./wheel.ts";
export * from "./worker_mean.ts";
export * from "./write_atomically.ts";
