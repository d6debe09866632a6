import type { PlaceName } from "./background.ts";
import type { FlowerRandom } from "./flower_random.ts";
import type { Painting } from "./painting.ts";

/** How flowers of one species look. */
export interface SpeciesPainter {
  /** What they may stand before. */
  readonly places: readonly PlaceName[];
  /** Paints stem, leaves and flower on a canvas from (0, 0) to (1, 1). */
  paint(painting: Painting, random: FlowerRandom): void;
}
