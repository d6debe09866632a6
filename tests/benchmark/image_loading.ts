/** A folder of images that is to be read once, in a random order. */
export interface ImageLoadingRequest {
  readonly folder: string;
  /** Where Forger keeps the images that it has decoded; PyTorch keeps none. */
  readonly cacheFolder: string;
  /** Height and width that every image gets. */
  readonly size: number;
  /** Images that are asked for at a time. */
  readonly batch: number;
  /** How many processes PyTorch decodes in; Forger decides for itself. */
  readonly workers: number;
  /** From it the order follows. */
  readonly seed: number;
}

/** What one side found in the images of a class. */
export interface ClassPixels {
  /** The name of its folder. */
  readonly name: string;
  readonly images: number;
  /** Of red, green and blue, from 0 to 1. */
  readonly mean: readonly number[];
}

/** One reading of a folder by one side, in a process of its own. */
export interface ImageLoading {
  /** From the look for files to the last batch. */
  readonly seconds: number;
  /** What all cores together spent on it. */
  readonly processorSeconds: number;
  readonly classes: readonly ClassPixels[];
  /** Of the library that decoded. */
  readonly version: string;
}
