import type { Tensor } from "@forger/core";
import { encodeImageBlocks } from "./encode_image_blocks.ts";

/** Options of {@linkcode writeImageGrid} and {@linkcode encodeImageGrid}. */
export interface ImageGridOptions {
  /** Images in a row. @default as many as make the grid about square */
  readonly columns?: number;
  /** The values shown black and white; what lies beyond is cut off. @default {[-1, 1]} */
  readonly range?: readonly [low: number, high: number];
  /** How many times each image is enlarged, without smoothing. @default so that its longer side has about 64 pixels */
  readonly scale?: number;
  /** Pixels between images, before enlargement. @default {1} */
  readonly gap?: number;
  /** Images of a row that belong together: four gaps part such groups. @default {the whole row} */
  readonly group?: number;
  /** Red, green and blue of the gaps, each from 0 to 255. @default {[64, 68, 82]} */
  readonly background?: readonly [red: number, green: number, blue: number];
  /** What stands left of each row, for instance the name of its class; cut off where it is too long. @default {nothing} */
  readonly rowLabels?: readonly string[];
  /** What stands above each column; cut off where it is too long. @default {nothing} */
  readonly columnLabels?: readonly string[];
}

/** A picture as the bytes of a PNG file. */
export interface EncodedPicture {
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** The PNG file. */
  readonly bytes: Uint8Array;
}

/**
 * Draws images as one PNG picture, as {@linkcode writeImageGrid} does, and keeps it in memory.
 *
 * @param images `[count, height, width, channels]` with 1 or 3 channels; stays the caller's. Reading it waits for the
 * device.
 * @throws {TypeError} If `images` has another shape, or labels are not as many as rows or columns.
 * @throws {RangeError} If an option is out of range.
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { encodeImageGrid } from "@forger/samplers";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const { width, height } = await encodeImageGrid(tf.zeros([6, 8, 8, 1]), { columns: 3, gap: 2, scale: 1 });
 * assertEquals([width, height], [32, 22]);
 * ```
 */
export function encodeImageGrid(images: Tensor, options: ImageGridOptions = {}): Promise<EncodedPicture> {
  return encodeImageBlocks([{ images }], options);
}
