import type { LayersModel } from "@forger/core";

/**
 * The two networks of a GAN, as the builders of this package make them.
 *
 * Conditional networks take labels as a second input, one-hot and float32 `[batch, classes]`: the generator, and the
 * discriminator unless it is an auxiliary classifier, which has class logits `[batch, classes]` as a second output.
 */
export interface NetworkPair {
  /** Maps latents `[batch, latent]`, and labels, to samples. */
  readonly generator: LayersModel;
  /** Maps samples, and labels, to logits `[batch, 1]`, positive for "real", and class logits. */
  readonly discriminator: LayersModel;
  /** The length of a latent. */
  readonly latentSize: number;
  /** How many classes conditional networks know of; nothing in networks without labels. */
  readonly classes?: number;
}
