import type { Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import type { GeneratedBatch } from "./generate_in_batches.ts";

/** Images that are read from the device at once. */
const AT_ONCE = 256;

/** The values of some images, on the host. */
export interface ImageValues {
  /** The number of the first image. */
  readonly start: number;
  readonly count: number;
  /** Of one image. */
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Reads images a batch at a time, whether they are there already or generated as one goes; each waits for the device. */
export async function* imageBatches(images: Tensor | AsyncIterable<GeneratedBatch>): AsyncGenerator<ImageValues> {
  if (images instanceof tf.Tensor) {
    for (let start = 0; start < images.shape[0]!; start += AT_ONCE) {
      const some = images.slice(start, Math.min(AT_ONCE, images.shape[0]! - start));
      try {
        yield await valuesOf(some, start);
      } finally {
        some.dispose();
      }
    }
  } else {
    for await (const batch of images) yield await valuesOf(batch.images, batch.start);
  }
}

async function valuesOf(images: Tensor, start: number): Promise<ImageValues> {
  const [count = 0, ...shape] = images.shape;
  return { start, count, shape, values: await images.data() as Float32Array };
}
