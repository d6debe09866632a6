import { type Color, color, lighter } from "./color.ts";
import { paintFacingPlant } from "./facing_plant.ts";
import type { FlowerRandom } from "./flower_random.ts";
import { fanOutline } from "./outlines.ts";
import type { Painting, Point } from "./painting.ts";
import type { SpeciesPainter } from "./species_painter.ts";

/** Colours of the two upper petals and of the three lower ones. */
const DRESSES: readonly { readonly upper: Color; readonly lower: Color }[] = [
  { upper: color(0.46, 0.2, 300), lower: color(0.68, 0.15, 302) },
  { upper: color(0.44, 0.19, 295), lower: color(0.88, 0.16, 95) },
  { upper: color(0.5, 0.19, 280), lower: color(0.82, 0.09, 285) },
  { upper: color(0.48, 0.17, 318), lower: color(0.92, 0.05, 310) },
];

interface Petal {
  readonly at: Point;
  readonly turn: number;
  readonly length: number;
  readonly spread: number;
  readonly tone: Color;
}

/** Five round petals around a yellow eye, the lower ones with a dark face. */
export const pansy: SpeciesPainter = {
  places: ["meadow", "sky", "evening", "shade"],
  paint(painting, random) {
    const dress = random.pick(DRESSES), turn = random.between(-14, 14), change = random.between(-10, 10);
    const upper = { ...dress.upper, hue: dress.upper.hue + change };
    const lower = { ...dress.lower, hue: dress.lower.hue + change };
    const behind: readonly Petal[] = [
      { at: [0.06, -0.05], turn: 34, length: 0.98, spread: 100, tone: lighter(upper, -0.05) },
      { at: [-0.06, -0.05], turn: -30, length: 1, spread: 100, tone: upper },
    ];
    const before: readonly Petal[] = [
      { at: [0.02, 0.05], turn: 94, length: 0.92, spread: 100, tone: lighter(lower, -0.03) },
      { at: [-0.02, 0.05], turn: -94, length: 0.92, spread: 100, tone: lower },
      { at: [0, 0.06], turn: 180, length: 0.86, spread: 135, tone: lighter(lower, 0.02) },
    ];
    paintFacingPlant(painting, random, () => {
      painting.within({ turn }, () => {
        for (const petal of behind) paintPetal(painting, random, petal);
        for (const petal of before) paintPetal(painting, random, petal, color(0.22, 0.12, upper.hue));
        paintEye(painting, random);
      });
    });
  },
};

/** Paints a petal, with a dark face near the eye where its colour is given. */
function paintPetal(painting: Painting, random: FlowerRandom, petal: Petal, face?: Color): void {
  const { at, turn, length, spread, tone } = petal;
  const outline = fanOutline(length, spread, Array.from({ length: 7 }, () => random.between(-0.05, 0.03)));
  const dark = lighter(tone, -0.16), rim = lighter(tone, face ? 0.08 : 0.2);
  const outwards = painting.radial(
    [0, 0],
    length,
    face
      ? [
        [0.36, face],
        [0.5, color((tone.lightness + face.lightness) / 2, tone.chroma, face.hue)],
        [0.6, tone],
        [0.9, tone],
        [1, rim],
      ]
      : [[0.2, dark], [0.6, lighter(tone, -0.03)], [0.85, tone], [1, rim]],
  );
  const shade = color(0.2, 0.12, face?.hue ?? tone.hue);
  const across = painting.across(1.5 * length, [
    [0, color(1, 0.02, 300), 0.3],
    [0.35, shade, 0],
    [0.65, shade, 0.1],
    [1, shade, 0.7],
  ]);
  const direction = turn + random.between(-5, 5);
  painting.within({ at, turn: direction }, () => painting.path(outline, outwards, across));
}

function paintEye(painting: Painting, random: FlowerRandom): void {
  const center: Point = [0, 0.07];
  painting.glow([0, 0.1], 0.26, color(0.9, 0.17, 98), 0.95);
  const round = painting.radial(center, 0.1, [
    [0, color(0.93, 0.16, 105)],
    [0.6, color(0.85, 0.17, random.between(80, 95))],
    [1, color(0.6, 0.14, 70)],
  ]);
  painting.disc(center, 0.1, round);
}
