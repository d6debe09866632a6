import type { LayersModel, Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { checkCount } from "./_check_count.ts";
import { generate } from "./generate.ts";
import type { Latent } from "./latent.ts";
import { numberedLatents } from "./numbered_latents.ts";

/** Images `0` to `count - 1` of a seed, as {@linkcode numberedLatents} has them. */
export interface LatentSeries {
  /** Where the latents are drawn from. */
  readonly latent: Latent;
  /** How many images. */
  readonly count: number;
  /** Another seed gives other images: an integer from 0 to 2^53 - 1. */
  readonly seed: number;
}

/** Options of {@linkcode generateInBatches}. */
export interface GenerateInBatchesOptions {
  /** Images at once, which bounds the memory that is used. @default {64} */
  readonly batch?: number;
  /**
   * For a conditional generator the class of each image: a list, a function of the image's number from 0, or mixtures
   * `[count, classes]`. @default each class in turn
   */
  readonly labels?: readonly number[] | Tensor | ((number: number) => number);
}

/** Some of the images of {@linkcode generateInBatches}. */
export interface GeneratedBatch {
  /** The number of the first image. */
  readonly start: number;
  /** `[batch, ...shape]`; freed when the next batch is asked for, so clone what is to stay. */
  readonly images: Tensor;
}

/**
 * Generates any number of images, a batch at a time, in memory that does not depend on their number.
 *
 * Image 17 of a seed is the same however many are generated; and it is the same in batches of any size, but for the last
 * bits of float32 with some networks.
 *
 * @param generator As {@linkcode generate} takes it.
 * @param source Latents `[count, latent]`, which stay the caller's; or a series that is drawn as it is needed.
 * @returns Batches one after another; leaving the loop early frees what it holds.
 * @throws {RangeError} If `batch`, `count` or a label is out of range.
 * @throws {TypeError} If there are more or fewer labels than images, or the generator takes none.
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { generateInBatches, normalLatent } from "@forger/samplers";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const generator = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [8] })] });
 * const series = { latent: normalLatent(8), count: 100, seed: 42 };
 * const shapes = [];
 * for await (const { images } of generateInBatches(generator, series, { batch: 40 })) shapes.push(images.shape);
 * assertEquals(shapes, [[40, 2], [40, 2], [20, 2]]);
 * ```
 */
export async function* generateInBatches(
  generator: LayersModel,
  source: Tensor | LatentSeries,
  options: GenerateInBatchesOptions = {},
): AsyncGenerator<GeneratedBatch, void, undefined> {
  const { batch = 64, labels } = options;
  const count = source instanceof tf.Tensor ? source.shape[0]! : source.count;
  checkCount("generate in batches", "batch", batch);
  checkCount("generate in batches", "count", count);
  const given = labels instanceof tf.Tensor ? labels.shape[0] : Array.isArray(labels) ? labels.length : count;
  if (given !== count) {
    throw new TypeError(
      `Cannot generate in batches as there must be a label for each image: expected ${count}, received ${given}`,
    );
  }
  for (let start = 0; start < count; start += batch) {
    const numbers = Array.from({ length: Math.min(batch, count - start) }, (_, index) => start + index);
    const images = tf.tidy(() => generate(generator, latentsOf(source, numbers), labelsOf(generator, labels, numbers)));
    try {
      yield { start, images };
    } finally {
      images.dispose();
    }
  }
}

function latentsOf(source: Tensor | LatentSeries, numbers: readonly number[]): Tensor {
  return source instanceof tf.Tensor
    ? source.slice(numbers[0]!, numbers.length)
    : numberedLatents(source.latent, numbers, source.seed);
}

function labelsOf(
  generator: LayersModel,
  labels: GenerateInBatchesOptions["labels"],
  numbers: readonly number[],
): readonly number[] | Tensor | undefined {
  if (labels instanceof tf.Tensor) return labels.slice(numbers[0]!, numbers.length);
  if (typeof labels === "function") return numbers.map(labels);
  if (labels) return numbers.map((number) => (labels as readonly number[])[number]!);
  const classes = generator.inputs[1]?.shape[1];
  return classes ? numbers.map((number) => number % classes) : undefined;
}
