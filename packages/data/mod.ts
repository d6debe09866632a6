/**
 * Sources of data to imitate: MNIST, rows of numbers, and the order in which an epoch visits them.
 *
 * A {@linkcode Source} keeps its rows on the device, and a training step gathers its batch by index.
 *
 * @module
 */
export * from "./array_source.ts";
export * from "./idx.ts";
export * from "./mnist.ts";
export * from "./permutation.ts";
export * from "./source.ts";
