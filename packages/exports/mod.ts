/**
 * The generator in the formats of other programs: TensorFlow.js without Forger, TensorFlow, ONNX and safetensors.
 *
 * A network is first made of stock layers alone, and these are written in each format; so all formats know the same
 * layers. What is written computes as the network does outside of training, for batches of any size.
 *
 * @module
 */
export * from "./export_layers.ts";
export * from "./export_onnx.ts";
export * from "./export_options.ts";
export * from "./export_safetensors.ts";
export * from "./export_saved_model.ts";
export * from "./exported_files.ts";
