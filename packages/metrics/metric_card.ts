/** How a value was measured: all that must be the same for two values to be comparable. */
export interface MetricCard {
  /** What was measured, for instance `frechet distance`. */
  readonly metric: string;
  /** The metric's settings, and whatever else matters: numbers, texts, or true and false. */
  readonly settings: Readonly<Record<string, number | string | boolean>>;
  /** What made features of the images. */
  readonly extractor: {
    /** Its name. */
    readonly name: string;
    /** Another text for other features of the same images. */
    readonly hash: string;
  };
  /** How many real rows there were. */
  readonly realCount: number;
  /** How many fake rows there were. */
  readonly fakeCount: number;
  /** How images came to the extractor's size and range, file formats included; `none` where they were as they are. */
  readonly resizing: string;
  /** The seed of each repeat. */
  readonly seeds: readonly number[];
}
