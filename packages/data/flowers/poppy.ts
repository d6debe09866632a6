import { color } from "./color.ts";
import { paintFacingPlant } from "./facing_plant.ts";
import type { FlowerRandom } from "./flower_random.ts";
import { fanOutline, petalOutline, polar } from "./outlines.ts";
import type { Painting } from "./painting.ts";
import type { SpeciesPainter } from "./species_painter.ts";

/** Four or five broad red petals, creased like paper, around a black ring. */
export const poppy: SpeciesPainter = {
  places: ["meadow", "sky", "evening", "shade"],
  paint(painting, random) {
    const hue = random.between(20, 34), turn = random.between(0, 360), behind = random.integer(2, 3);
    paintFacingPlant(painting, random, () => {
      painting.disc([0, 0], 0.5, color(0.36, 0.16, hue)); // what would be seen between the petals
      for (let index = 0; index < behind; index++) {
        const petal = { length: 1, spread: behind === 2 ? 170 : 135, hue, dim: 0.06 };
        painting.within({ turn: turn + 360 / behind * index }, () => paintPetal(painting, random, petal));
      }
      for (const angle of [90, 270]) {
        const petal = { length: 0.88, spread: 155, hue, dim: 0 };
        const direction = turn + angle + random.between(-12, 12);
        painting.within({ turn: direction }, () => paintPetal(painting, random, petal));
      }
      paintHeart(painting, random);
    });
  },
};

interface Petal {
  readonly length: number;
  readonly spread: number;
  readonly hue: number;
  /** How much darker it is. */
  readonly dim: number;
}

function paintPetal(painting: Painting, random: FlowerRandom, { length, spread, hue, dim }: Petal): void {
  const outline = fanOutline(length, spread, Array.from({ length: 8 }, () => random.between(-0.07, 0.05)));
  const outwards = painting.radial([0, 0], 1.02 * length, [
    [0.16, color(0.16, 0.05, 350)],
    [0.34, color(0.38 - dim, 0.17, hue - 6)],
    [0.7, color(0.57 - dim, 0.23, hue)],
    [0.9, color(0.64 - dim, 0.22, hue + 3)],
    [1, color(0.76 - dim, 0.16, hue + 8)],
  ]);
  const dark = color(0.25, 0.1, 20), bright = color(0.85, 0.12, hue + 15);
  const across = painting.across(1.7 * length, [
    [0, dark, 0.65],
    [0.22, dark, 0.1],
    [0.4, bright, 0.18],
    [0.6, dark, 0],
    [0.82, dark, 0.2],
    [1, dark, 0.7],
  ]);
  painting.path(outline, outwards, across);

  const shape = { length: 0.58 * length, width: 0.34 * length, belly: 0.55, sharpness: 0.1 };
  const crease = painting.across(shape.width, [[0, dark, 0], [0.42, dark, 0.22], [0.58, bright, 0.16], [1, bright, 0]]);
  for (let creases = random.integer(1, 3); creases > 0; creases--) {
    const turn = random.between(-0.28, 0.28) * spread;
    painting.within({ at: polar(0.26 * length, turn), turn }, () => painting.path(petalOutline(shape), crease));
  }
}

/** The seed head and the black ring around it. */
function paintHeart(painting: Painting, random: FlowerRandom): void {
  painting.glow([0, 0.02], 0.42, color(0.12, 0.03, 340), 0.95);
  const count = random.integer(14, 18), black = color(0.18, 0.02, 320);
  for (let index = 0; index < count; index++) {
    painting.disc(polar(random.between(0.22, 0.31), 360 / count * index), 0.035, black);
  }
  const round = painting.radial([0, 0], 0.14, [
    [0, color(0.84, 0.09, 115)],
    [0.6, color(0.66, 0.1, random.between(115, 135))],
    [1, color(0.4, 0.07, 135)],
  ], [-0.05, -0.05]);
  painting.disc([0, 0], 0.14, round);
}
