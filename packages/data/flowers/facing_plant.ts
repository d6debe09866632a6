import { color } from "./color.ts";
import type { FlowerRandom } from "./flower_random.ts";
import type { Painting, Point } from "./painting.ts";
import { paintLeaf, paintStem, stemColor } from "./stem.ts";

/**
 * Paints a plant whose flower looks at us: a stem, one or two leaves, and the flower before them.
 *
 * @param paintHead Paints the flower in a disc of radius 1 around (0, 0).
 */
export function paintFacingPlant(painting: Painting, random: FlowerRandom, paintHead: () => void): void {
  const green = stemColor(random), radius = random.between(0.38, 0.43);
  const center: Point = [0.5 + random.between(-0.05, 0.05), 0.46 + random.between(-0.025, 0.025)];
  const foot: Point = [0.5 + random.between(-0.14, 0.14), 1.05];
  const way = [foot, [foot[0], 0.9], [center[0], 0.75], center] as const;
  paintStem(painting, way, { width: random.between(0.035, 0.05), green });
  const side = random.pick([-1, 1]), both = random.between(0, 1) < 0.65;
  for (const sign of both ? [side, -side] : [side]) {
    paintLeaf(painting, random, {
      at: [foot[0] + 0.3 * (center[0] - foot[0]), random.between(0.94, 1.02)],
      turn: sign * random.between(48, 68),
      length: random.between(0.36, 0.46),
      width: random.between(0.13, 0.18),
      green,
    });
  }
  painting.glow([center[0] + 0.02, center[1] + 0.05], 1.25 * radius, color(0.15, 0.04, 150), 0.4);
  // it looks a little away from us: flatter in one direction, but not turned
  const turn = random.between(-30, 30), flattened = radius * random.between(0.9, 1);
  painting.within(
    { at: center, turn, stretch: [radius, flattened] },
    () => painting.within({ turn: -turn }, paintHead),
  );
}
