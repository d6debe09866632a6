/**
 * Sources of data to imitate: MNIST, points, rows of numbers, and the order in which an epoch visits them.
 *
 * A {@linkcode Source} keeps its rows on the device, and a training step gathers its batch by index.
 *
 * @module
 */
export * from "./array_source.ts";
export * from "./count_modes.ts";
export * from "./function_points.ts";
export * from "./grid_of_gaussians.ts";
export * from "./idx.ts";
export * from "./mnist.ts";
export * from "./permutation.ts";
export * from "./point_modes.ts";
export * from "./ring_of_gaussians.ts";
export * from "./source.ts";
export * from "./streamed_source.ts";
