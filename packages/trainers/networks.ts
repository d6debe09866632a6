import type { LayersModel } from "@forger/core";

/** The two players. */
export interface Networks {
  /** Maps latents `[batch, latent]` to images or points in the data's value range. */
  readonly generator: LayersModel;
  /** Maps images or points to logits `[batch, 1]`: positive for "real". */
  readonly discriminator: LayersModel;
}

/** Which of the two networks an update trains. */
export type Player = "discriminator" | "generator";
