import type { Sharp } from "sharp";
import type { AnimationOptions } from "./animation_options.ts";
import type { EncodedPicture } from "./encode_image_grid.ts";

/** What a format of animations can hold. */
export interface FilmFormat {
  /** As users know it. */
  readonly name: string;
  /** In milliseconds; below the least one, viewers show pictures at a speed of their own. */
  readonly delays: { readonly least: number; readonly greatest: number; readonly step: number };
  /** The longest side of a picture, in pixels. */
  readonly longestSide: number;
}

/** What sharp needs to write an animation. */
export interface Film {
  readonly frames: Sharp;
  readonly timing: { delay: number[]; loop: number };
}

const MOST_LOOPS = 65_535;

/**
 * Joins pictures of one size.
 *
 * @throws {TypeError} If there is no picture, they differ in size, or delays are not as many.
 * @throws {RangeError} If they are too large for the format, or an option is out of range.
 */
export async function joinPictures(
  pictures: readonly EncodedPicture[],
  options: AnimationOptions,
  format: FilmFormat,
): Promise<Film> {
  const { delay = 100, loop = 0 } = options;
  const delays = Array.isArray(delay) ? [...delay] : pictures.map(() => delay as number);
  const { lastDelay = delays.at(-1)! } = options;
  checkPictures(pictures, format);
  if (delays.length !== pictures.length) {
    throw new TypeError(
      `Cannot write ${format.name} as there must be one delay or one for each picture: expected ${pictures.length}, received ${delays.length}`,
    );
  }
  for (const value of delays) checkDelay("delay", value, format);
  checkDelay("lastDelay", lastDelay, format);
  if (!(Number.isInteger(loop) && loop >= 0 && loop <= MOST_LOOPS)) {
    throw new RangeError(
      `Cannot write ${format.name} as loop must be an integer from 0 to ${MOST_LOOPS}: current value is ${loop}`,
    );
  }
  const { default: sharp } = await import("sharp"); // takes 0.1 to 0.2 s, which the start of a program need not wait for
  const files = pictures.map(({ bytes }) => bytes);
  const frames = files.length > 1 ? sharp(files, { join: { animated: true } }) : sharp(files[0]); // one cannot be joined
  return { frames, timing: { delay: [...delays.slice(0, -1), lastDelay], loop } };
}

function checkPictures(pictures: readonly EncodedPicture[], { name, longestSide }: FilmFormat): void {
  const first = pictures[0];
  if (!first) throw new TypeError(`Cannot write ${name} as there must be a picture: received none`);
  const other = pictures.find(({ width, height }) => width !== first.width || height !== first.height);
  if (other) {
    throw new TypeError(
      `Cannot write ${name} as its pictures must be of one size: expected ${first.width} x ${first.height}, received ${other.width} x ${other.height}`,
    );
  }
  if (Math.max(first.width, first.height) > longestSide) {
    throw new RangeError(
      `Cannot write ${name} as its pictures must have sides of at most ${longestSide} pixels: current size is ${first.width} x ${first.height}`,
    );
  }
}

function checkDelay(name: string, value: number, format: FilmFormat): void {
  const { least, greatest, step } = format.delays;
  if (Number.isInteger(value / step) && value >= least && value <= greatest) return;
  const kind = step === 1 ? "a whole number of milliseconds" : `a multiple of ${step} milliseconds`;
  throw new RangeError(
    `Cannot write ${format.name} as ${name} must be ${kind} from ${least} to ${greatest}: current value is ${value}`,
  );
}
