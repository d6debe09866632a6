import { type Color, color, lighter } from "./color.ts";
import { paintFacingPlant } from "./facing_plant.ts";
import type { FlowerRandom } from "./flower_random.ts";
import type { Painting } from "./painting.ts";
import { paintRays } from "./rays.ts";
import type { SpeciesPainter } from "./species_painter.ts";

/** White rays around a yellow button. */
export const daisy: SpeciesPainter = {
  places: ["meadow", "sky", "shade", "evening"],
  paint(painting, random) {
    const tint = random.between(0.005, 0.03), count = random.integer(14, 18), turn = random.between(0, 360);
    const white = color(0.97, 0.4 * tint, random.between(0, 360)), shadow = color(0.72, 0.03 + tint, 270);
    const form = { belly: random.between(0.6, 0.72), sharpness: random.between(0, 0.25) };
    const yellow = color(0.84, 0.17, random.between(84, 95));
    const layers = [
      { turn, length: 1.04, width: 5.2 / count, dim: 0.08 },
      { turn: turn + 180 / count, length: 1, width: 4.6 / count, dim: 0 },
    ];
    paintFacingPlant(painting, random, () => {
      for (const layer of layers) {
        paintRays(painting, random, {
          count,
          turn: layer.turn,
          shape: { ...form, length: layer.length, width: layer.width },
          stops: [
            [0.2, lighter(shadow, -0.12)],
            [0.45, lighter(white, -0.06 - layer.dim)],
            [1, lighter(white, -layer.dim)],
          ],
          shade: lighter(shadow, -0.2),
        });
      }
      paintButton(painting, random, yellow);
    });
  },
};

/** The raised middle. */
function paintButton(painting: Painting, random: FlowerRandom, yellow: Color): void {
  const radius = random.between(0.27, 0.33), bright = -0.35 * radius;
  painting.glow([0.04, 0.06], 1.5 * radius, color(0.25, 0.05, 60), 0.7);
  const round = painting.radial([0, 0], radius, [
    [0, lighter(yellow, 0.06)],
    [0.45, yellow],
    [0.8, color(0.7, 0.17, yellow.hue - 14)],
    [1, color(0.52, 0.13, 58)],
  ], [bright, bright]);
  painting.disc([0, 0], radius, round);
  painting.glow([bright, bright], 0.5 * radius, color(0.98, 0.06, 100), random.between(0.2, 0.45));
}
