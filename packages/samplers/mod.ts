/**
 * Latents to generate from, and pictures of what was generated.
 *
 * @module
 */
export * from "./animation_options.ts";
export * from "./class_sweep.ts";
export * from "./closed_walk.ts";
export * from "./combine_latents.ts";
export * from "./encode_image_blocks.ts";
export * from "./encode_image_grid.ts";
export * from "./fixed_latents.ts";
export * from "./generate.ts";
export * from "./generate_in_batches.ts";
export * from "./gif.ts";
export * from "./image_blocks.ts";
export * from "./image_grid.ts";
export * from "./interpolate.ts";
export * from "./latent.ts";
export * from "./mix_classes.ts";
export * from "./nearest_pairs.ts";
export * from "./nearest_rows.ts";
export * from "./normal_latent.ts";
export * from "./numbered_latents.ts";
export * from "./project_image.ts";
export * from "./shrink_towards_mean.ts";
export * from "./spherical_latent.ts";
export * from "./truncated_normal_latent.ts";
export * from "./uniform_latent.ts";
export * from "./webp.ts";
export * from "./write_images.ts";
export * from "./write_npy.ts";
