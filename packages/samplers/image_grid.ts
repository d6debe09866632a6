import { type Tensor, writeAtomically } from "@forger/core";
import { encodeImageGrid, type ImageGridOptions } from "./encode_image_grid.ts";

/**
 * Writes images as one PNG picture, row by row, enlarged so that small ones can be seen.
 *
 * A pixel whose value is not a finite number is magenta, so that a generator that diverged is not taken for a black
 * one.
 *
 * @param images `[count, height, width, channels]` with 1 or 3 channels; stays the caller's. Reading it waits for the
 * device.
 * @param file Path of the picture; it appears whole or not at all, and folders that are missing are made.
 * @throws {TypeError} If `images` has another shape.
 * @throws {RangeError} If an option is out of range.
 * @throws {Error} If the file cannot be written.
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { writeImageGrid } from "@forger/samplers";
 * import { assert } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const images = tf.linspace(-1, 1, 6 * 8 * 8).reshape([6, 8, 8, 1]);
 * const file = `${await Deno.makeTempDir()}/ramp.png`;
 * await writeImageGrid(images, file, { columns: 3 });
 * assert((await Deno.stat(file)).size > 0);
 * ```
 */
export async function writeImageGrid(images: Tensor, file: string, options: ImageGridOptions = {}): Promise<void> {
  const { bytes } = await encodeImageGrid(images, options);
  await writeAtomically(file, bytes);
}
