import type { ImageShape } from "./_check_image_options.ts";
import { checkSides, countHalvings } from "./_image_sides.ts";

const FIRST_WIDTH = 64, MOST_WIDTH = 1024;

/**
 * The channels of feature maps, largest map first: 64, then twice as many each time that the map halves, up to 1,024.
 *
 * @throws {RangeError} If the image does not halve to a map of 4 to 7 pixels; the message names the nearest sides.
 */
export function defaultWidths(image: ImageShape): number[] {
  const length = countHalvings("dcgan", image, { least: 1, unless: ", unless both networks are given widths" });
  return Array.from({ length }, (_, index) => Math.min(FIRST_WIDTH * 2 ** index, MOST_WIDTH));
}

/**
 * Refuses an image that cannot be halved once for each width.
 *
 * @throws {RangeError} The message names the nearest sides.
 */
export function checkHalvings(image: ImageShape, ...widths: readonly (readonly number[])[]): void {
  const scale = 2 ** Math.max(...widths.map(({ length }) => length));
  const rule = `with sides divisible by ${scale}, 2 for each width`;
  checkSides("dcgan", image, { scale, shortest: scale, rule });
}
