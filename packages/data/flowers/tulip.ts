import { type Color, color, lighter } from "./color.ts";
import type { FlowerRandom } from "./flower_random.ts";
import { points } from "./outlines.ts";
import type { Painting, Point } from "./painting.ts";
import type { SpeciesPainter } from "./species_painter.ts";
import { paintLeaf, paintStem, stemColor } from "./stem.ts";

const TONES: readonly Color[] = [
  color(0.56, 0.22, 25),
  color(0.7, 0.19, 0),
  color(0.82, 0.16, 85),
  color(0.7, 0.19, 48),
  color(0.5, 0.17, 320),
];

/** A cup of six petals, seen from the side. */
export const tulip: SpeciesPainter = {
  places: ["meadow", "sky", "shade", "evening"],
  paint(painting, random) {
    const { lightness, chroma, hue } = random.pick(TONES), green = stemColor(random);
    const tone = color(lightness, chroma, hue + random.between(-8, 8));
    const [x, y]: Point = [0.5 + random.between(-0.06, 0.06), 0.4 + random.between(-0.03, 0.03)];
    const foot: Point = [0.5 + random.between(-0.08, 0.08), 1.05];
    const radius = random.between(0.35, 0.39), width = radius * random.between(0.92, 1.08);
    for (const side of [-1, 1]) {
      paintLeaf(painting, random, {
        at: [foot[0], 1.04],
        turn: side * random.between(16, 30),
        length: random.between(0.5, 0.66),
        width: random.between(0.13, 0.18),
        green,
      });
    }
    const way = [foot, [foot[0], 0.9], [x, 0.85], [x, y + 0.6 * radius]] as const;
    paintStem(painting, way, { width: random.between(0.04, 0.055), green });
    painting.glow([x + 0.02, y + 0.04], 1.25 * radius, color(0.15, 0.04, 150), 0.35);
    const turn = random.between(-10, 10);
    painting.within({ at: [x, y], turn, stretch: [width, radius] }, () => paintCup(painting, random, tone));
  },
};

/** A petal by its left, its tip and its right; `dim` is how much darker it is. */
interface Petal {
  readonly left: Point;
  readonly tip: Point;
  readonly right: Point;
  readonly dim: number;
}

function paintCup(painting: Painting, random: FlowerRandom, tone: Color): void {
  const open = random.between(0, 0.16);
  const petals: readonly Petal[] = [
    { left: [-0.5, 0], tip: [-0.34 - open, -0.92], right: [0.1, 0], dim: 0.2 },
    { left: [-0.1, 0], tip: [0.36 + open, -0.92], right: [0.5, 0], dim: 0.22 },
    { left: [-0.4, -0.1], tip: [0, -1], right: [0.4, -0.1], dim: 0.16 },
    { left: [-0.78, 0.1], tip: [-0.5 - open, -0.86], right: [-0.02, 0.05], dim: 0.03 },
    { left: [0.02, 0.05], tip: [0.52 + open, -0.84], right: [0.78, 0.1], dim: 0.08 },
    { left: [-0.5, 0.12], tip: [random.between(-0.08, 0.08), -0.72], right: [0.5, 0.12], dim: 0 },
  ];
  for (const petal of petals) paintPetal(painting, petal, tone);
}

function paintPetal(painting: Painting, { left, tip, right, dim }: Petal, tone: Color): void {
  const ground = 0.95, [leftX, leftY] = left, [tipX, tipY] = tip, [rightX, rightY] = right;
  const outline = [
    `M${points([0, ground])}`,
    `C${points([0.6 * leftX, ground], [leftX, leftY + 0.55], left)}`,
    `C${points([leftX, leftY - 0.3], [tipX - 0.14, tipY + 0.16], tip)}`,
    `C${points([tipX + 0.14, tipY + 0.16], [rightX, rightY - 0.3], right)}`,
    `C${points([rightX, rightY + 0.55], [0.6 * rightX, ground], [0, ground])}Z`,
  ].join("");
  const bright = lighter(tone, 0.12), deep = color(tone.lightness - 0.24, tone.chroma, tone.hue - 8);
  const upwards = painting.linear([0, 1], [0, -1], [
    [0.02, color(tone.lightness - dim - 0.02, tone.chroma, tone.hue + 25)],
    [0.25, lighter(tone, -dim - 0.06)],
    [0.7, lighter(tone, -dim)],
    [1, lighter(bright, -dim)],
  ]);
  const across = painting.linear([leftX - 0.07, 0], [rightX + 0.07, 0], [
    [0, bright, 0.5],
    [0.3, bright, 0.12],
    [0.5, deep, 0],
    [0.75, deep, 0.3],
    [1, deep, 0.8],
  ]);
  painting.path(outline, upwards, across);
}
