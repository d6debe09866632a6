/**
 * Compute for Forger: libtensorflow under TensorFlow.js, compiled training steps, random streams and optimizers.
 *
 * @module
 */
export * from "./append_text.ts";
export * from "./cache_folder.ts";
export * from "./libtensorflow_error.ts";
export * from "./locate.ts";
export * from "./platform.ts";
export * from "./progress_line.ts";
export * from "./wheel.ts";
export * from "./write_atomically.ts";
