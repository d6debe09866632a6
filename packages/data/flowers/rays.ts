import { type Color, color } from "./color.ts";
import type { FlowerRandom } from "./flower_random.ts";
import { petalOutline, type PetalShape } from "./outlines.ts";
import type { Painting, Stop } from "./painting.ts";

/** A ring of petals around (0, 0). */
export interface Rays {
  readonly count: number;
  /** Where the first one points, in degrees clockwise from the top. */
  readonly turn: number;
  readonly shape: PetalShape;
  /** Colours from the base to the tip. */
  readonly stops: readonly Stop[];
  /** The colour of a petal's far side. */
  readonly shade: Color;
}

/** Paints a ring of petals, each a little different. */
export function paintRays(painting: Painting, random: FlowerRandom, rays: Rays): void {
  const { count, turn, shape, stops, shade } = rays;
  const along = painting.along(shape.length, stops);
  const across = painting.across(shape.width, [[0, color(1, 0, 0), 0.15], [0.4, shade, 0], [1, shade, 0.75]]);
  for (let index = 0; index < count; index++) {
    const direction = turn + 360 / count * (index + random.between(-0.16, 0.16));
    const outline = petalOutline({
      ...shape,
      length: shape.length * random.between(0.9, 1),
      width: shape.width * random.between(0.88, 1.08),
      lean: shape.width * random.between(-0.25, 0.25),
    });
    painting.within({ turn: direction }, () => painting.path(outline, along, across));
  }
}
