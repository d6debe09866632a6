/**
 * Networks: builders of generators and discriminators, layers that draw from the run's random streams, and summaries.
 *
 * A builder with one seed gives the same weights each time, whatever was built before it. Every layer has a name of its own.
 *
 * @module
 */
export * from "./activation.ts";
export * from "./checkerboard_warnings.ts";
export * from "./condition.ts";
export * from "./conditional_batch_normalization.ts";
export * from "./count_parameters.ts";
export * from "./dcgan.ts";
export * from "./dropout.ts";
export * from "./gaussian_noise.ts";
export * from "./kernel_initializer.ts";
export * from "./global_sum_pooling.ts";
export * from "./layer_kernel.ts";
export * from "./load_network.ts";
export * from "./load_weights.ts";
export * from "./minibatch_discrimination.ts";
export * from "./minibatch_standard_deviation.ts";
export * from "./mlp.ts";
export * from "./mnist_dcgan.ts";
export * from "./network_pair.ts";
export * from "./pixel_normalization.ts";
export * from "./projection.ts";
export * from "./self_attention.ts";
export * from "./sngan.ts";
export * from "./spectral_kernel.ts";
export * from "./spectral_normalization.ts";
export * from "./summarize.ts";
export * from "./upsample.ts";
export * from "./with_kernel.ts";
