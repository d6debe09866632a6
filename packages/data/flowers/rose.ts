import { type Color, color, lighter } from "./color.ts";
import { paintFacingPlant } from "./facing_plant.ts";
import type { FlowerRandom } from "./flower_random.ts";
import { polar, smoothOutline } from "./outlines.ts";
import type { Painting } from "./painting.ts";
import type { SpeciesPainter } from "./species_painter.ts";

/** The turn from one petal to the next by which no petal hides another. */
const GOLDEN_ANGLE = 137.508;

const TONES: readonly Color[] = [
  color(0.56, 0.21, 20),
  color(0.72, 0.17, 5),
  color(0.85, 0.08, 20),
  color(0.86, 0.13, 88),
  color(0.95, 0.03, 90),
];

/** Petals wound around one another, from the outermost to the bud. */
export const rose: SpeciesPainter = {
  places: ["meadow", "sky", "shade", "evening"],
  paint(painting, random) {
    const { lightness, chroma, hue } = random.pick(TONES);
    const tone = color(lightness, chroma, hue + random.between(-8, 8));
    const turn = random.between(0, 360), count = random.integer(14, 17);
    paintFacingPlant(painting, random, () => {
      for (let index = 0; index < count; index++) {
        const inwards = index / (count - 1);
        painting.within({ turn: turn + GOLDEN_ANGLE * index }, () => paintPetal(painting, random, { inwards, tone }));
      }
      const bud = painting.radial([0, 0], 0.12, [
        [0, deepOf(tone, 0.32)],
        [0.6, lighter(tone, -0.12)],
        [1, lighter(tone, 0.03)],
      ], [0.03, 0.03]);
      painting.disc([0, 0], 0.12, bud);
    });
  },
};

/** The colour where little light comes. */
function deepOf({ lightness, chroma, hue }: Color, by: number): Color {
  return color(lightness - by, Math.min(0.2, chroma + 0.05), hue - 6);
}

/** Paints a petal that is outermost where `inwards` is 0, and at the bud where it is 1. */
function paintPetal(painting: Painting, random: FlowerRandom, petal: { inwards: number; tone: Color }): void {
  const { inwards, tone } = petal;
  const reach = 1.02 - 0.84 * inwards ** 0.9, spread = 66 + 34 * inwards;
  const edge = [-1, -0.8, -0.5, -0.17, 0.17, 0.5, 0.8, 1].map((side) =>
    polar(1 - 0.28 * side ** 4 + random.between(-0.02, 0.02), side * spread)
  );
  const outline = smoothOutline([...edge, polar(-0.3, -30), polar(-0.3, 30)]);
  const deep = deepOf(tone, 0.27);
  const outwards = painting.radial([0, 0], 1, [
    [0.3, deep],
    [0.62, lighter(tone, -0.1)],
    [0.86, tone],
    [0.94, lighter(tone, 0.06)],
    [1, lighter(tone, 0.1)],
  ]);
  const across = painting.across(1.8, [[0, deep, 0.5], [0.35, deep, 0], [0.65, deep, 0.05], [1, deep, 0.65]]);
  painting.within({ stretch: [reach, reach] }, () => painting.path(outline, outwards, across));
}
