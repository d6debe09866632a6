/**
 * Latents to generate from, and pictures of what was generated.
 *
 * @module
 */
export * from "./encode_image_grid.ts";
export * from "./fixed_latents.ts";
export * from "./generate.ts";
export * from "./gif.ts";
export * from "./image_grid.ts";
export * from "./latent.ts";
export * from "./normal_latent.ts";
export * from "./uniform_latent.ts";
