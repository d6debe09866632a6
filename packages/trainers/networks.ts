import type { LayersModel } from "@forger/core";

/**
 * The two players.
 *
 * Conditional networks take labels as a second input, one-hot and float32 `[batch, classes]`: the generator, and the
 * discriminator unless it is an auxiliary classifier, which has class logits `[batch, classes]` as a second output.
 */
export interface Networks {
  /** Maps latents `[batch, latent]`, and labels, to images or points in the data's value range. */
  readonly generator: LayersModel;
  /** Maps images or points, and labels, to logits `[batch, 1]`, positive for "real", and class logits. */
  readonly discriminator: LayersModel;
}

/** Which of the two networks an update trains. */
export type Player = "discriminator" | "generator";

/** Whether the generator draws images of a class that it is given. */
export function isConditional({ generator }: Pick<Networks, "generator">): boolean {
  return generator.inputs.length > 1;
}
