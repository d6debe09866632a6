import type { CompileDecision, Compute, LayersModel, Tensor } from "@forger/core";
import type { Source } from "@forger/data";
import type { Latent } from "@forger/samplers";
import type { Networks } from "./networks.ts";

/** A run as the hooks on the host see it. */
export interface Run {
  /** The experiment's name. */
  readonly name: string;
  /** The folder into which everything of this run is written. */
  readonly folder: string;
  /** From it all randomness follows. */
  readonly seed: number;
  /** How many steps the run is to make. */
  readonly steps: number;
  /** What the generator learns to imitate. */
  readonly data: Source;
  /** Where the generator's inputs are drawn from. */
  readonly latent: Latent;
  /** The two players, being trained. */
  readonly networks: Networks;
  /** The generator to sample from: a plugin's, for instance one of averaged weights, or the trained one. */
  readonly generator: LayersModel;
  /** What computes. */
  readonly compute: Compute;
  /** How the step is run; known after the first call. */
  readonly decision: CompileDecision | undefined;
  /** Generates images from latents `[count, latent]`, in the data's value range; the caller disposes them. */
  generate(latent: Tensor): Tensor;
  /** Ends training after the current call. */
  stop(reason: string): void;
}
