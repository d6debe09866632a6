import { type Color, color, lighter } from "./color.ts";
import { petalOutline, points } from "./outlines.ts";
import type { Painting, Point } from "./painting.ts";
import type { SpeciesPainter } from "./species_painter.ts";
import { paintLeaf, paintStem, stemColor } from "./stem.ts";

/** One large blue bell that hangs from a bent stem. */
export const bellflower: SpeciesPainter = {
  places: ["meadow", "shade", "evening"],
  paint(painting, random) {
    const green = stemColor(random);
    const tone = color(random.between(0.56, 0.68), random.between(0.13, 0.18), random.between(265, 298));
    const radius = random.between(0.32, 0.37), turn = random.between(8, 24);
    const [x, y]: Point = [0.48 + random.between(-0.03, 0.03), 0.5 + random.between(-0.02, 0.04)];
    const foot: Point = [x + random.between(0.35, 0.41), 1.05];
    const top: Point = [x + 1.05 * radius * Math.sin(turn * Math.PI / 180), y - radius];
    const way = [foot, [foot[0] + 0.02, top[1] - 0.09], [top[0] + 0.12, top[1] - 0.17], top] as const;
    paintStem(painting, way, { width: 0.035, green });
    const leaf = { at: [foot[0], 0.96] as const, turn: -random.between(58, 78), length: 0.42, width: 0.14, green };
    paintLeaf(painting, random, leaf);
    painting.glow([x + 0.02, y + 0.04], 1.2 * radius, color(0.15, 0.04, 150), 0.35);
    painting.within({ at: [x, y], turn, stretch: [radius, radius] }, () => paintBell(painting, tone, green));
  },
};

function paintBell(painting: Painting, tone: Color, green: Color): void {
  const deep = color(tone.lightness - 0.3, tone.chroma, tone.hue + 8), bright = lighter(tone, 0.17);
  const inside = painting.linear([0, 0.45], [0, 0.95], [[0, lighter(tone, -0.1)], [1, deep]]);
  painting.path(insideOutline(), inside);
  painting.line(`M${points([0, 0.5])}L${points([0.02, 1.06])}`, 0.07, color(0.9, 0.07, 104));
  const downwards = painting.linear([0, -1], [0, 1], [
    [0, lighter(deep, 0.1)],
    [0.4, tone],
    [0.8, lighter(tone, 0.05)],
    [1, bright],
  ]);
  const across = painting.across(1.6, [
    [0, bright, 0.3],
    [0.2, bright, 0.7],
    [0.38, tone, 0],
    [0.46, deep, 0.35],
    [0.56, tone, 0.1],
    [0.7, deep, 0.3],
    [1, deep, 0.95],
  ]);
  painting.path(bellOutline(), downwards, across);
  const sepal = petalOutline({ length: 0.42, width: 0.2, belly: 0.4, sharpness: 0.8 });
  const greens = painting.along(0.42, [[0, lighter(green, -0.1)], [1, lighter(green, 0.08)]]);
  for (const angle of [-62, 62, -24, 24]) {
    painting.within({ at: [0, -0.98], turn: 180 + angle }, () => painting.path(sepal, greens));
  }
}

/** What is seen of the far wall, below the bell. */
function insideOutline(): string {
  return [
    `M${points([-0.86, 0.72])}`,
    `Q${points([-0.45, 0.42], [0, 0.5])}`,
    `Q${points([0.45, 0.42], [0.86, 0.72])}`,
    `Q${points([0.4, 0.98], [0, 0.95])}`,
    `Q${points([-0.4, 0.98], [-0.86, 0.72])}Z`,
  ].join("");
}

/** The bell from its crown, down its left to three lobes, and up again. */
function bellOutline(): string {
  return [
    `M${points([0, -0.98])}`,
    `C${points([-0.42, -0.98], [-0.6, -0.62], [-0.58, -0.1])}`,
    `C${points([-0.56, 0.28], [-0.7, 0.5], [-0.98, 0.72])}`,
    `C${points([-0.72, 0.84], [-0.5, 0.7], [-0.36, 0.62])}`,
    `C${points([-0.24, 0.84], [-0.12, 0.98], [0, 1.02])}`,
    `C${points([0.12, 0.98], [0.24, 0.84], [0.36, 0.62])}`,
    `C${points([0.5, 0.7], [0.72, 0.84], [0.98, 0.72])}`,
    `C${points([0.7, 0.5], [0.56, 0.28], [0.58, -0.1])}`,
    `C${points([0.6, -0.62], [0.42, -0.98], [0, -0.98])}Z`,
  ].join("");
}
