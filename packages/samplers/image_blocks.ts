import { writeAtomically } from "@forger/core";
import { encodeImageBlocks, type ImageBlock } from "./encode_image_blocks.ts";
import type { ImageGridOptions } from "./encode_image_grid.ts";

/**
 * Writes blocks of images side by side as one PNG picture, each with its heading: real images beside generated ones.
 *
 * Labels and headings are drawn with a font of the machine that has no serifs; where it has no fonts, with one of
 * Forger's own, which knows ASCII alone.
 *
 * @param blocks From left to right: real images come before generated ones. Reading them waits for the device.
 * @param file Path of the picture; it appears whole or not at all, and folders that are missing are made.
 * @param options Those of a grid, for each block; row labels stand left of the first one.
 * @throws {TypeError} If there is no block, images have another shape or blocks differ in it, or labels are not as many as
 * rows or columns.
 * @throws {RangeError} If an option is out of range.
 * @throws {Error} If the file cannot be written.
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { writeImageBlocks } from "@forger/samplers";
 * import { assert } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const blocks = [
 *   { heading: "real", images: tf.ones([4, 8, 8, 1]) },
 *   { heading: "fake", images: tf.zeros([4, 8, 8, 1]) },
 * ];
 * const file = `${await Deno.makeTempDir()}/both.png`;
 * await writeImageBlocks(blocks, file, { columns: 2, rowLabels: ["shirt", "shoe"] });
 * assert((await Deno.stat(file)).size > 0);
 * ```
 */
export async function writeImageBlocks(
  blocks: readonly ImageBlock[],
  file: string,
  options: ImageGridOptions = {},
): Promise<void> {
  const { bytes } = await encodeImageBlocks(blocks, options);
  await writeAtomically(file, bytes);
}
