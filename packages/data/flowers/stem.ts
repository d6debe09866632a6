import { type Color, color, lighter } from "./color.ts";
import type { FlowerRandom } from "./flower_random.ts";
import { petalOutline, points } from "./outlines.ts";
import type { Painting, Point } from "./painting.ts";

/** The green of stem and leaves. */
export function stemColor(random: FlowerRandom): Color {
  return color(random.between(0.48, 0.58), random.between(0.1, 0.13), random.between(128, 146));
}

/** From the ground to the flower, by way of two points that it bends towards. */
export type StemWay = readonly [foot: Point, Point, Point, top: Point];

/** Paints a stem, lighter on its left. */
export function paintStem(painting: Painting, way: StemWay, options: { width: number; green: Color }): void {
  const { width, green } = options, [foot, ...bends] = way;
  const course = `M${points(foot)}C${points(...bends)}`;
  painting.line(course, width, lighter(green, -0.14));
  painting.within({ at: [-0.15 * width, 0] }, () => painting.line(course, 0.62 * width, lighter(green, 0.02)));
  painting.within({ at: [-0.22 * width, 0] }, () => painting.line(course, 0.22 * width, lighter(green, 0.1)));
}

/** Where a leaf is and what it looks like. */
export interface Leaf {
  /** Where it grows from the stem. */
  readonly at: Point;
  /** Where it points, in degrees clockwise from the top. */
  readonly turn: number;
  readonly length: number;
  readonly width: number;
  readonly green: Color;
}

/** Paints a leaf, lighter on its left half. */
export function paintLeaf(painting: Painting, random: FlowerRandom, leaf: Leaf): void {
  const { at, turn, length, width, green } = leaf;
  const lean = random.between(-0.12, 0.12) * length;
  const outline = petalOutline({ length, width, belly: 0.45, sharpness: 0.8, lean });
  const dark = color(0.2, 0.05, 150);
  const along = painting.along(length, [[0, lighter(green, -0.16)], [0.5, green], [1, lighter(green, 0.1)]]);
  const across = painting.across(width, [
    [0, lighter(green, 0.25), 0.5],
    [0.44, lighter(green, 0.2), 0.05],
    [0.56, dark, 0.4],
    [1, dark, 0],
  ]);
  painting.within({ at, turn }, () => painting.path(outline, along, across));
}
