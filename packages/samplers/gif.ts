import { writeAtomically } from "@forger/core";
import { type FilmFormat, joinPictures } from "./_film.ts";
import type { AnimationOptions } from "./animation_options.ts";
import type { EncodedPicture } from "./encode_image_grid.ts";

/** Options of {@linkcode writeGif}. */
export interface GifOptions extends AnimationOptions {}

/** It counts hundredths of a second in 16 bits. */
const GIF: FilmFormat = {
  name: "GIF",
  delays: { least: 20, greatest: 655_350, step: 10 },
  longestSide: 65_535,
};

/** The library's own choice, 7, takes ten times as long for an eighth fewer bytes. */
const EFFORT = 4;

/**
 * Writes pictures of one size as an animated GIF.
 *
 * Each picture has at most 256 colours: grey ones are off by one level of 255 at most, those of more colours are
 * dithered. {@linkcode writeWebp} keeps all colours in half the bytes, where viewers know it.
 *
 * While it is written, all pictures are in memory without compression, about width x height x 3 bytes each: 750 MB for a
 * thousand of 500 x 500.
 *
 * @param pictures PNG files, as {@linkcode encodeImageGrid} makes them, in the order in which they are shown.
 * @param file Path of the GIF; it appears whole or not at all, and folders that are missing are made.
 * @throws {TypeError} If there is no picture, they differ in size, or delays are not as many.
 * @throws {RangeError} If an option is out of range, or a side has more than 65,535 pixels.
 * @throws {Error} If the file cannot be written.
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { encodeImageGrid, writeGif } from "@forger/samplers";
 * import { assert } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const pictures = [];
 * for (const grey of [-1, 0, 1]) pictures.push(await encodeImageGrid(tf.fill([4, 8, 8, 1], grey)));
 * const file = `${await Deno.makeTempDir()}/dawn.gif`;
 * await writeGif(pictures, file, { delay: 200 });
 * assert((await Deno.stat(file)).size > 0);
 * ```
 */
export async function writeGif(
  pictures: readonly EncodedPicture[],
  file: string,
  options: GifOptions = {},
): Promise<void> {
  const { frames, timing } = await joinPictures(pictures, options, GIF);
  const gif = frames.gif({ ...timing, effort: EFFORT, interPaletteMaxError: 0, keepDuplicateFrames: true });
  await writeAtomically(file, await gif.toBuffer());
}
