import type { RandomStream, Tensor } from "@forger/core";

/** Where a generator's inputs are drawn from. */
export interface Latent {
  /** What the distribution is called in a run's records. */
  readonly name: string;
  /** The length of one latent. */
  readonly size: number;
  /** What its factory was told besides the length, with defaults filled in; none where it takes nothing else. */
  readonly options?: Readonly<Record<string, number>>;
  /**
   * Draws latents; it runs inside a compiled step, so all its randomness comes from the stream.
   *
   * @returns float32 `[count, size]`.
   */
  draw(count: number, random: RandomStream): Tensor;
}
