/**
 * The plugins: tricks of training, pictures, logs and exports, each one file.
 *
 * @module
 */
export type { Players } from "./_players.ts";
export * from "./adaptive_balance.ts";
export * from "./approximated_r1.ts";
export * from "./auxiliary_classifier.ts";
export * from "./checkpoints.ts";
export * from "./colour_jitter.ts";
export * from "./create_plugin.ts";
export * from "./decision_surface.ts";
export * from "./diff_augment.ts";
export * from "./discriminator_accuracy.ts";
export * from "./discriminator_outputs.ts";
export * from "./dragan.ts";
export * from "./early_stop.ts";
export * from "./ema.ts";
export * from "./evaluate.ts";
export * from "./failure_watch.ts";
export * from "./feature_matching.ts";
export * from "./gradient_clipping.ts";
export * from "./gradient_penalty.ts";
export * from "./horizontal_flip.ts";
export * from "./instance_noise.ts";
export * from "./label_flipping.ts";
export * from "./label_smoothing.ts";
export * from "./learning_rate_schedule.ts";
export * from "./live_page.ts";
export * from "./loss_plot.ts";
export * from "./metrics_file.ts";
export * from "./mode_count.ts";
export * from "./nan_guard.ts";
export * from "./nearest_real.ts";
export * from "./plugin_table.ts";
export * from "./progress.ts";
export * from "./r1.ts";
export * from "./r2.ts";
export * from "./random_crop.ts";
export * from "./replay_buffer.ts";
export * from "./report.ts";
export * from "./sample_gif.ts";
export * from "./sample_grid.ts";
export * from "./save_generator.ts";
export * from "./scatter_plot.ts";
export * from "./spectral_normalization.ts";
export * from "./telemetry.ts";
export * from "./tensorboard.ts";
export * from "./top_k.ts";
export * from "./two_time_scale.ts";
export * from "./update_ratio.ts";
export * from "./value_plot.ts";
export * from "./weight_clipping.ts";
