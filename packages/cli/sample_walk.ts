import type { Tensor } from "@forger/core";
import { closedWalk, type Latent, numberedLatents } from "@forger/samplers";
import * as tf from "@tensorflow/tfjs";

/** What a walk passes. */
export interface SampleWalk {
  /** The number of the latent with which each place begins; places of equal numbers walk together. */
  readonly numbers: readonly number[];
  /** How many latents each place passes. */
  readonly stops: number;
  /** Pictures from each latent to the next one. */
  readonly steps: number;
  readonly seed: number;
}

/**
 * The latents of an animation in which each place of a picture walks on its own and comes back to where it began.
 *
 * Places go from their own latents to the next ones that none has begun with, so that a walk begins as the picture of the
 * same seed.
 *
 * @returns `[stops * steps * places, latent]`, picture after picture; the caller disposes it.
 */
export function sampleWalk(latent: Latent, { numbers, stops, steps, seed }: SampleWalk): Tensor {
  const method = latent.name === "uniform" ? "linear" as const : "spherical" as const;
  const walks = Math.max(...numbers) + 1;
  return tf.tidy(() => {
    const ways = Array.from({ length: walks }, (_, walk) => {
      const passed = Array.from({ length: stops }, (_, stop) => walk + stop * walks);
      return closedWalk(numberedLatents(latent, passed, seed), { steps, method });
    });
    return tf.stack(ways, 1).gather(tf.tensor1d([...numbers], "int32"), 1).reshape([-1, latent.size]);
  });
}
