/** How many images each part of a step takes. */
export interface BatchSizes {
  /** Real images in the discriminator's update. */
  readonly real: number;
  /** Generated images in the discriminator's update. */
  readonly fake: number;
  /** Generated images in the generator's update. */
  readonly generator: number;
}

/** Spreads one batch size over the parts of a step. */
export function resolveBatch(batch: number | BatchSizes): BatchSizes {
  return typeof batch === "number" ? { real: batch, fake: batch, generator: batch } : batch;
}
