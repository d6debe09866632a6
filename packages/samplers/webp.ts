import { writeAtomically } from "@forger/core";
import { type FilmFormat, joinPictures } from "./_film.ts";
import type { AnimationOptions } from "./animation_options.ts";
import type { EncodedPicture } from "./encode_image_grid.ts";

/** Options of {@linkcode writeWebp}. */
export interface WebpOptions extends AnimationOptions {
  /** From 1 to 100: lower means fewer bytes and worse pictures. @default {without loss} */
  readonly quality?: number;
}

/** It counts milliseconds in 24 bits. */
const WEBP: FilmFormat = {
  name: "WebP",
  delays: { least: 20, greatest: 16_777_215, step: 1 },
  longestSide: 16_383,
};

/** Lossless grids of images are hardly smaller with more, and take longer. */
const EFFORT = 2;

/**
 * Writes pictures of one size as an animated WebP, in all their colours.
 *
 * Without loss a film of grids of small images has half the bytes of a GIF, and often fewer than with loss. Pictures that
 * follow each other and are equal become one that is shown as long as all of them.
 *
 * While it is written, all pictures are in memory without compression, about width x height x 3 bytes each: 750 MB for a
 * thousand of 500 x 500.
 *
 * @param pictures PNG files, as {@linkcode encodeImageGrid} makes them, in the order in which they are shown.
 * @param file Path of the WebP; it appears whole or not at all, and folders that are missing are made.
 * @throws {TypeError} If there is no picture, they differ in size, or delays are not as many.
 * @throws {RangeError} If an option is out of range, or a side has more than 16,383 pixels.
 * @throws {Error} If the file cannot be written.
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { encodeImageGrid, writeWebp } from "@forger/samplers";
 * import { assert } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const pictures = [];
 * for (const grey of [-1, 0, 1]) pictures.push(await encodeImageGrid(tf.fill([4, 8, 8, 1], grey)));
 * const file = `${await Deno.makeTempDir()}/dawn.webp`;
 * await writeWebp(pictures, file, { delay: [200, 50, 1000] });
 * assert((await Deno.stat(file)).size > 0);
 * ```
 */
export async function writeWebp(
  pictures: readonly EncodedPicture[],
  file: string,
  options: WebpOptions = {},
): Promise<void> {
  const { quality } = options;
  if (quality !== undefined && !(Number.isInteger(quality) && quality >= 1 && quality <= 100)) {
    throw new RangeError(
      `Cannot write WebP as quality must be an integer from 1 to 100: current value is ${quality}`,
    );
  }
  const { frames, timing } = await joinPictures(pictures, options, WEBP);
  const webp = frames.webp({
    ...timing,
    effort: EFFORT,
    ...(quality === undefined ? { lossless: true } : { quality }),
  });
  await writeAtomically(file, await webp.toBuffer());
}
