/**
 * The plugins: tricks of training, pictures, logs and exports, each one file.
 *
 * @module
 */
export * from "./approximated_r1.ts";
export * from "./create_plugin.ts";
export * from "./ema.ts";
export * from "./loss_plot.ts";
export * from "./metrics_file.ts";
export * from "./plugin_table.ts";
export * from "./progress.ts";
export * from "./sample_grid.ts";
export * from "./save_generator.ts";
