import type { LayersModel } from "@forger/core";

/** The two networks of a GAN, as the builders of this package make them. */
export interface NetworkPair {
  /** Maps latents `[batch, latent]` to samples. */
  readonly generator: LayersModel;
  /** Maps samples to logits `[batch, 1]`: positive for "real". */
  readonly discriminator: LayersModel;
  /** The length of a latent. */
  readonly latentSize: number;
}
