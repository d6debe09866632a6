import type { Tensor } from "@forger/core";
import { fixedLatents } from "@forger/samplers";
import type { Run } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";

/** Which samples are shown. */
export interface SampleLayout {
  /** How many. */
  readonly count: number;
  /** The class of each, where the generator takes labels. @default each in turn */
  readonly labels?: readonly number[];
  /** After how many samples the latents begin anew: `count` is a multiple of it. @default {count} */
  readonly period?: number;
}

/** What a run's generator makes of the same latents each time. */
export class FixedSamples {
  #latents: Tensor | undefined;
  #labels: readonly number[] | undefined;

  /** Draws the latents; call it when training begins. */
  begin({ latent, seed }: Run, { count, labels, period = count }: SampleLayout): void {
    this.#labels = labels;
    this.#latents = tf.tidy(() => fixedLatents(latent, period, seed).tile([count / period, 1]));
  }

  /** Generates the samples for as long as they are used. */
  async use<Result>(run: Run, use: (samples: Tensor) => Promise<Result>): Promise<Result> {
    const samples = run.generate(this.#latents!, this.#labels);
    try {
      return await use(samples);
    } finally {
      samples.dispose();
    }
  }

  /** Frees the latents; call it when training ends. */
  dispose(): void {
    this.#latents?.dispose();
    this.#latents = undefined;
  }
}
