import type { Grid } from "./sample_flags.ts";
import { UsageError } from "./usage_error.ts";

/** Pictures that are to be drawn. */
export interface SampleSize extends Grid {
  /** Of an image: `[height, width, channels]`. */
  readonly shape: readonly number[];
  /** How many pictures, which are in memory together. */
  readonly frames: number;
}

/** Small images are enlarged to about so many pixels. */
const COMFORTABLE_SIDE = 64;

/** What a WebP can hold. */
const LONGEST_SIDE = 16_383;

/** A picture's images are in memory together, as numbers, with what is drawn of them: 24 bytes or more a pixel. */
const MOST_PIXELS = 50e6;

/** An animation is in memory without compression while it is written. */
const MOST_BYTES = 1e9;

/**
 * How many times images are enlarged.
 *
 * @throws {UsageError} If the pictures would be larger than files or memory can hold, which is better said before
 * images are generated than after.
 */
export function sampleScale({ rows, columns, frames, shape: [height = 0, width = 0] }: SampleSize): number {
  const scale = Math.max(1, Math.round(COMFORTABLE_SIDE / Math.max(height, width)));
  const [down, across] = [rows * (height + 1) * scale, columns * (width + 1) * scale];
  const grid = `a grid of ${rows} x ${columns}`;
  if (Math.max(down, across) > LONGEST_SIDE || down * across > MOST_PIXELS) {
    throw new UsageError(
      `Cannot draw ${grid} as its picture must have at most ${
        MOST_PIXELS / 1e6
      } million pixels, and ${LONGEST_SIDE} a side: it would have ${down} x ${across}`,
      { help: "take a smaller --grid; --count writes any number of images" },
    );
  }
  const bytes = frames * down * across * 3;
  if (frames > 1 && bytes > MOST_BYTES) {
    throw new UsageError(
      `Cannot draw a walk of ${grid} as its ${frames} pictures must fit into a gigabyte: they would take ${
        (bytes / 1e9).toFixed(1)
      }`,
      { help: "take a smaller --grid, or a shorter --walk" },
    );
  }
  return scale;
}
