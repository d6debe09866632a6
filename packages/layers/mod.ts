/**
 * Networks: builders of generators and discriminators, layers that draw from the run's random streams, and summaries.
 *
 * A builder with one seed gives the same weights each time, whatever was built before it. Every layer has a name of its own.
 *
 * @module
 */
export * from "./activation.ts";
export * from "./count_parameters.ts";
export * from "./dcgan.ts";
export * from "./dropout.ts";
export * from "./layer_kernel.ts";
export * from "./mlp.ts";
export * from "./mnist_dcgan.ts";
export * from "./network_pair.ts";
export * from "./spectral_kernel.ts";
export * from "./spectral_normalization.ts";
export * from "./summarize.ts";
export * from "./with_kernel.ts";
