import { color } from "./color.ts";
import { paintFacingPlant } from "./facing_plant.ts";
import type { FlowerRandom } from "./flower_random.ts";
import type { Painting } from "./painting.ts";
import { paintRays } from "./rays.ts";
import type { SpeciesPainter } from "./species_painter.ts";

/** Golden rays around a large dark middle. */
export const sunflower: SpeciesPainter = {
  places: ["meadow", "sky", "shade"],
  paint(painting, random) {
    const hue = random.between(86, 96), count = random.integer(15, 19), turn = random.between(0, 360);
    const form = { belly: random.between(0.42, 0.52), sharpness: random.between(0.65, 0.9), width: 6.2 / count };
    const layers = [{ turn, length: 1.1, dim: 0.1 }, { turn: turn + 180 / count, length: 1.02, dim: 0 }];
    paintFacingPlant(painting, random, () => {
      for (const layer of layers) {
        paintRays(painting, random, {
          count,
          turn: layer.turn,
          shape: { ...form, length: layer.length },
          stops: [
            [0.3, color(0.58 - layer.dim, 0.14, hue - 26)],
            [0.6, color(0.8 - layer.dim, 0.17, hue - 8)],
            [1, color(0.9 - layer.dim, 0.17, hue + 6)],
          ],
          shade: color(0.5, 0.13, hue - 25),
        });
      }
      paintSeeds(painting, random);
    });
  },
};

/** The dark middle, with a lighter ring. */
function paintSeeds(painting: Painting, random: FlowerRandom): void {
  const radius = random.between(0.38, 0.44);
  painting.glow([0.03, 0.05], 1.35 * radius, color(0.2, 0.05, 50), 0.9);
  const rings = painting.radial([0, 0], radius, [
    [0, color(0.4, 0.07, 85)],
    [0.3, color(0.24, 0.045, 60)],
    [0.55, color(0.2, 0.04, 45)],
    [0.8, color(0.4, 0.085, 58)],
    [0.93, color(0.34, 0.08, 52)],
    [1, color(0.26, 0.06, 48)],
  ]);
  painting.disc([0, 0], radius, rings);
  painting.glow([-0.35 * radius, -0.4 * radius], 0.7 * radius, color(0.8, 0.12, 75), 0.35);
}
