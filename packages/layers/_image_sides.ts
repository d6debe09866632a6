import type { ImageShape } from "./_check_image_options.ts";

/** The smallest feature maps have 4 to 7 pixels along the image's shorter side. */
const LEAST_BASE = 4;

/** How far an image must halve. */
export interface Halving {
  /** How often, at least. */
  readonly least: number;
  /** What would make other sides possible, for the message. */
  readonly unless?: string;
}

/**
 * How often an image halves down to a map of 4 to 7 pixels along its shorter side.
 *
 * @param network What is being built, for the message.
 * @throws {RangeError} If a side does not halve that often; the message names the nearest that do.
 */
export function countHalvings(network: string, image: ImageShape, { least, unless = "" }: Halving): number {
  const [height, width] = image;
  const halvings = Math.max(Math.floor(Math.log2(Math.min(height, width) / LEAST_BASE)), least);
  const rule = `with sides of ${LEAST_BASE * 2 ** least} or more that halve to 4, 5, 6 or 7 pixels${unless}`;
  checkSides(network, image, { scale: 2 ** halvings, shortest: LEAST_BASE * 2 ** least, rule });
  return halvings;
}

/**
 * Refuses an image whose height or width is not a multiple of a scale, or is too short.
 *
 * @throws {RangeError} The message says the rule, and names the nearest sides.
 */
export function checkSides(
  network: string,
  image: ImageShape,
  { scale, shortest, rule }: { scale: number; shortest: number; rule: string },
): void {
  const refused = image.slice(0, 2).find((side) => side % scale !== 0 || side < shortest);
  if (refused === undefined) return;
  const below = Math.floor(refused / scale) * scale;
  const nearest = below < shortest ? `side is ${shortest}` : `sides are ${below} and ${below + scale}`;
  throw new RangeError(
    `Cannot build ${network} as image must be [height, width, channels] ${rule}: current value is [${image}], nearest ${nearest}`,
  );
}
