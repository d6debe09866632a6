/** What a program that loads an exported generator must know besides the network. */
export interface ExportOptions {
  /** Where the generator's latents are drawn from, as a run's `model/model.json` says it. */
  readonly latent: {
    /** The distribution: `"normal"`, `"truncated-normal"`, `"uniform"`, `"spherical"` or one of one's own. */
    readonly name: string;
    /** The length of a latent. */
    readonly size: number;
    /** What the distribution depends on, such as `limit`, or `low` and `high`. @default {nothing} */
    readonly options?: Readonly<Record<string, number>>;
  };
  /** The least and the greatest value of what it makes, such as -1 and 1. */
  readonly range: readonly [low: number, high: number];
  /** The names of the classes in the order of its one-hot labels, where it takes labels. @default {no labels} */
  readonly classes?: readonly string[];
}
