import { writeAtomically } from "@forger/core";
import type { EncodedPicture } from "./encode_image_grid.ts";

/** Options of {@linkcode writeGif}. */
export interface GifOptions {
  /** Milliseconds that each picture is shown, from 20 to 655,350, in steps of 10. @default {100} */
  readonly delay?: number;
  /** The same for the last picture, before the first one comes again. @default {the delay} */
  readonly lastDelay?: number;
}

/** A GIF counts hundredths of a second in 16 bits; below two of them, viewers show pictures at a speed of their own. */
const LEAST_DELAY = 20, GREATEST_DELAY = 655_350;

/**
 * Writes pictures of one size as an animated GIF that begins again and again.
 *
 * Each picture has at most 256 colours: grey ones are off by one level of 255 at most, those of more colours are
 * dithered.
 *
 * @param pictures PNG files, as {@linkcode encodeImageGrid} makes them, in the order in which they are shown.
 * @param file Path of the GIF; it appears whole or not at all, and folders that are missing are made.
 * @throws {TypeError} If there is no picture, or they differ in size.
 * @throws {RangeError} If a delay is out of range.
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
  const { delay = 100, lastDelay = delay } = options;
  check(pictures, { delay, lastDelay });
  const { default: sharp } = await import("sharp"); // takes 0.1 to 0.2 s, which the start of a program need not wait for
  const files = pictures.map(({ bytes }) => bytes);
  const film = files.length > 1 ? sharp(files, { join: { animated: true } }) : sharp(files[0]); // one cannot be joined
  const delays = pictures.map((_, index) => index < pictures.length - 1 ? delay : lastDelay);
  const gif = film.gif({ delay: delays, loop: 0, interPaletteMaxError: 0, keepDuplicateFrames: true });
  await writeAtomically(file, await gif.toBuffer());
}

function check(pictures: readonly EncodedPicture[], delays: Required<GifOptions>): void {
  const first = pictures[0];
  if (!first) throw new TypeError("Cannot write GIF as there must be a picture: received none");
  const other = pictures.find(({ width, height }) => width !== first.width || height !== first.height);
  if (other) {
    throw new TypeError(
      `Cannot write GIF as its pictures must be of one size: expected ${first.width} x ${first.height}, received ${other.width} x ${other.height}`,
    );
  }
  for (const [name, value] of Object.entries(delays)) {
    if (Number.isInteger(value / 10) && value >= LEAST_DELAY && value <= GREATEST_DELAY) continue;
    throw new RangeError(
      `Cannot write GIF as ${name} must be a multiple of 10 milliseconds from ${LEAST_DELAY} to ${GREATEST_DELAY}: current value is ${value}`,
    );
  }
}
