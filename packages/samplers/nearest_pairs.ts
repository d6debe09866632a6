import { type Tensor, writeAtomically } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { type EncodedPicture, encodeImageGrid, type ImageGridOptions } from "./encode_image_grid.ts";
import { type NearestRows, nearestRows, type NearestRowsOptions, type RealRows } from "./nearest_rows.ts";

/** Options of {@linkcode writeNearestPairs}: those of the picture, whose columns hold a pair each, and of the search. */
export interface NearestPairsOptions
  extends Omit<ImageGridOptions, "group" | "columnLabels" | "rowLabels">, NearestRowsOptions {
  /** Pairs of a row. @default as many as make the picture about square */
  readonly columns?: number;
}

/**
 * Writes a picture that shows for each generated image the real one that it is most like, left of it; the most alike pairs
 * come first.
 *
 * Where a generator has learned images by heart, the two are the same. Compare with how near real images that it has not
 * seen come to those that it has: being near alone does not say that it copies.
 *
 * @param samples Generated images `[count, height, width, channels]` with 1 or 3 channels; stay the caller's.
 * @param real All images that the generator may have learned from.
 * @param file Path of the PNG; it appears whole or not at all, and folders that are missing are made.
 * @returns What was found, in the order of the samples.
 * @throws {TypeError} If the shapes are others.
 * @throws {RangeError} If an option is out of range, or an image holds a number that is not finite.
 * @throws {Error} If the file cannot be written.
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { writeNearestPairs } from "@forger/samplers";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const images = tf.linspace(-1, 1, 10 * 64).reshape([10, 8, 8, 1]);
 * const real = { size: 10, read: (indices: Int32Array) => tf.gather(images, tf.tensor1d(indices, "int32")) };
 * const file = `${await Deno.makeTempDir()}/nearest.png`;
 * const { indices } = await writeNearestPairs(images.slice(4, 2), real, file);
 * assertEquals([...indices], [4, 5]); // learned by heart
 * ```
 */
export async function writeNearestPairs(
  samples: Tensor,
  real: RealRows,
  file: string,
  options: NearestPairsOptions = {},
): Promise<NearestRows> {
  const { chunk, columns = defaultColumns(samples), ...style } = options;
  const found = await nearestRows(samples, real, { chunk });
  const order = [...found.indices.keys()].sort((first, second) => found.distances[first]! - found.distances[second]!);
  const rows = await real.read(Int32Array.from(order, (sample) => found.indices[sample]!));
  const pairs = tf.tidy(() => {
    const fakes = tf.gather(samples, tf.tensor1d(order, "int32"));
    return tf.stack([rows, fakes], 1).reshape([2 * order.length, ...samples.shape.slice(1)]);
  });
  rows.dispose();
  const columnLabels = Array.from({ length: columns }, () => ["real", "fake"]).flat();
  let picture: EncodedPicture;
  try {
    picture = await encodeImageGrid(pairs, { ...style, columns: 2 * columns, group: 2, columnLabels });
  } finally {
    pairs.dispose();
  }
  await writeAtomically(file, picture.bytes);
  return found;
}

function defaultColumns({ shape }: Tensor): number {
  return Math.max(1, Math.round(Math.sqrt(shape[0]! / 2)));
}
