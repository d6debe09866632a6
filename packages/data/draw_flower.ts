import { FLOWER_SPECIES, type FlowerSpecies } from "./flower_species.ts";
import { paintBackground, paintLight } from "./flowers/background.ts";
import { checkInteger, checkSpecies } from "./flowers/check_flower_options.ts";
import { FlowerRandom } from "./flowers/flower_random.ts";
import { PAINTERS } from "./flowers/painters.ts";
import { Painting } from "./flowers/painting.ts";

/** Options of {@linkcode drawFlower}. */
export interface DrawFlowerOptions {
  /** From 0 to 2^53 - 1: other seeds give other flowers. @default {1} */
  readonly seed?: number;
  /** Which species take turns. @default {all of FLOWER_SPECIES} */
  readonly species?: readonly FlowerSpecies[];
}

/** A flower that {@linkcode drawFlower} drew. */
export interface FlowerDrawing {
  /** An SVG file without a size: a square that can be rendered at any. */
  readonly svg: string;
  /** What kind of flower it is. */
  readonly species: FlowerSpecies;
  /** The place of its species among those that take turns. */
  readonly label: number;
}

/**
 * Draws a flower before a background that is out of focus.
 *
 * Species take turns. Within its species, a flower varies in colour, number and form of its petals, posture, size, place,
 * background and light; all that depends on the seed, the index and the species alone.
 *
 * @param index Which flower, an integer from 0 to 2^32 - 1.
 * @returns The drawing, its species and the species' label.
 * @throws {RangeError} If `index` or `seed` is no such integer, or `species` is empty or names one that is unknown or twice.
 *
 * @example A daisy as a picture of 64 x 64 pixels.
 * ```ts
 * import { drawFlower } from "@forger/data";
 * import { assertEquals } from "@std/assert";
 * import sharp from "sharp";
 *
 * const { svg, species } = drawFlower(9);
 * assertEquals(species, "daisy");
 * const picture = await sharp(new TextEncoder().encode(svg)).resize(64).png().toBuffer();
 * assertEquals((await sharp(picture).metadata()).width, 64);
 * ```
 */
export function drawFlower(index: number, options: DrawFlowerOptions = {}): FlowerDrawing {
  const { seed = 1, species: names = FLOWER_SPECIES } = options;
  checkInteger("draw flower", "index", index, [0, 2 ** 32 - 1]);
  checkInteger("draw flower", "seed", seed, [0, Number.MAX_SAFE_INTEGER]);
  checkSpecies("draw flower", names);
  const label = index % names.length, species = names[label]!;
  const { places, paint } = PAINTERS[species];
  const random = new FlowerRandom(seed, index);
  const painting = new Painting();
  const mirrored = random.between(0, 1) < 0.5;
  painting.within(mirrored ? { at: [1, 0], stretch: [-1, 1] } : {}, () => {
    paintBackground(painting, random, places);
    paint(painting, random);
    paintLight(painting, random);
  });
  return { svg: painting.toString(), species, label };
}
