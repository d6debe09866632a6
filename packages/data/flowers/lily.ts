import { type Color, color, lighter } from "./color.ts";
import { paintFacingPlant } from "./facing_plant.ts";
import type { FlowerRandom } from "./flower_random.ts";
import { petalOutline, points, polar } from "./outlines.ts";
import type { Painting } from "./painting.ts";
import type { SpeciesPainter } from "./species_painter.ts";

/** The colour in the middle of a petal and at its edge. */
const DRESSES: readonly { readonly middle: Color; readonly edge: Color }[] = [
  { middle: color(0.62, 0.22, 0), edge: color(0.93, 0.05, 350) },
  { middle: color(0.9, 0.09, 112), edge: color(0.97, 0.015, 100) },
  { middle: color(0.66, 0.2, 45), edge: color(0.78, 0.17, 62) },
  { middle: color(0.72, 0.17, 5), edge: color(0.84, 0.1, 10) },
];

/** A star of six pointed petals with long stamens. */
export const lily: SpeciesPainter = {
  places: ["meadow", "sky", "shade"],
  paint(painting, random) {
    const dress = random.pick(DRESSES), turn = random.between(0, 60), change = random.between(-8, 8);
    const middle = { ...dress.middle, hue: dress.middle.hue + change };
    const edge = { ...dress.edge, hue: dress.edge.hue + change };
    paintFacingPlant(painting, random, () => {
      for (const index of [0, 2, 4, 1, 3, 5]) { // every other one is before its neighbours
        const before = index % 2 === 1;
        const petal = {
          length: before ? 1.08 : 1.12,
          width: before ? 0.58 : 0.5,
          middle,
          edge,
          dim: before ? 0 : 0.06,
        };
        const direction = turn + 60 * index + random.between(-5, 5);
        painting.within({ turn: direction }, () => paintPetal(painting, random, petal));
      }
      painting.glow([0, 0], 0.3, color(0.8, 0.14, 115), 0.9);
      paintStamens(painting, random, turn + 30);
    });
  },
};

interface Petal {
  readonly length: number;
  readonly width: number;
  readonly middle: Color;
  readonly edge: Color;
  /** How much darker it is. */
  readonly dim: number;
}

function paintPetal(painting: Painting, random: FlowerRandom, petal: Petal): void {
  const { length, width, middle, edge, dim } = petal;
  const outline = petalOutline({ length, width, belly: 0.5, sharpness: 0.75, lean: random.between(-0.1, 0.1) });
  const shade = color(middle.lightness - 0.35, 0.08, middle.hue);
  const colors = painting.across(width, [
    [0, lighter(edge, -dim)],
    [0.32, lighter(edge, -dim - 0.02)],
    [0.44, lighter(middle, -dim)],
    [0.5, lighter(middle, -dim - 0.08)],
    [0.56, lighter(middle, -dim)],
    [0.7, lighter(edge, -dim - 0.05)],
    [1, lighter(edge, -dim - 0.03)],
  ]);
  const along = painting.along(length, [
    [0.1, shade, 0.55],
    [0.4, shade, 0.05],
    [0.75, edge, 0],
    [1, lighter(edge, 0.03), 0.55],
  ]);
  const across = painting.across(width, [
    [0, color(1, 0, 0), 0.12],
    [0.4, shade, 0],
    [0.75, shade, 0.15],
    [1, shade, 0.55],
  ]);
  painting.path(outline, colors, along, across);
}

function paintStamens(painting: Painting, random: FlowerRandom, turn: number): void {
  const green = color(0.84, 0.09, 118), size = 0.1;
  const rust = painting.radial([-0.02, -0.02], 0.12, [[0, color(0.62, 0.16, 50)], [1, color(0.36, 0.1, 40)]]);
  for (let index = 0; index < 6; index++) {
    const angle = turn + 60 * index + random.between(-10, 10), reach = random.between(0.4, 0.5);
    const tip = polar(reach, angle);
    painting.line(`M0 0Q${points(polar(0.6 * reach, angle + 14), tip)}`, 0.035, green);
    painting.within({ at: tip, turn: angle + 80, stretch: [0.5, 1] }, () => painting.disc([0, 0], size, rust));
  }
}
