/** A folder of images of which the first batch is wanted. */
export interface ImageStartRequest {
  readonly folder: string;
  /** Where Forger keeps the images that it has decoded. */
  readonly cacheFolder: string;
  /** Height and width that every image gets. */
  readonly size: number;
  readonly channels: 1 | 3;
  readonly batch: number;
  /** Whether all others are read after it, so that the cache is complete for the next start. */
  readonly fill: boolean;
}

/** The start over a folder of images whose cache is complete. */
export interface ImageStart {
  readonly files: number;
  /** From the look for files to the first batch. */
  readonly seconds: number;
}
