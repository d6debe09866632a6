/**
 * Sources of data to imitate: MNIST, points, rows of numbers and files of them, what is made of other sources, and the order in
 * which an epoch visits the rows.
 *
 * A {@linkcode Source} keeps its rows on the device, and a training step gathers its batch by index.
 *
 * @module
 */
export * from "./array_source.ts";
export * from "./cache_rows.ts";
export * from "./concat_rows.ts";
export * from "./count_modes.ts";
export * from "./csv_points.ts";
export * from "./draw_flower.ts";
export * from "./flower_species.ts";
export * from "./flowers.ts";
export * from "./function_points.ts";
export * from "./grid_of_gaussians.ts";
export * from "./idx.ts";
export * from "./image_folder.ts";
export * from "./inspect_images.ts";
export * from "./map_rows.ts";
export * from "./mnist.ts";
export * from "./moons.ts";
export * from "./npy_file.ts";
export * from "./permutation.ts";
export * from "./point_modes.ts";
export * from "./read_bytes.ts";
export * from "./read_labels.ts";
export * from "./read_rows.ts";
export * from "./ring_of_gaussians.ts";
export * from "./same_kind.ts";
export * from "./source.ts";
export * from "./spirals.ts";
export * from "./split_rows.ts";
export * from "./streamed_source.ts";
export * from "./take_rows.ts";
export * from "./unreadable_image.ts";
