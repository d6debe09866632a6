import { type Color, color } from "./color.ts";
import type { FlowerRandom } from "./flower_random.ts";
import type { Painting } from "./painting.ts";

/** Where a flower grows: the colours from top to bottom, and those of the lights that are out of focus. */
interface Place {
  readonly top: Color;
  readonly bottom: Color;
  readonly lights: readonly Color[];
}

/** What a flower may stand before. */
export type PlaceName = "meadow" | "sky" | "shade" | "evening";

const PLACES: Readonly<Record<PlaceName, Place>> = {
  meadow: {
    top: color(0.76, 0.13, 122),
    bottom: color(0.48, 0.11, 138),
    lights: [color(0.92, 0.12, 110), color(0.83, 0.14, 120), color(0.6, 0.12, 140)],
  },
  sky: {
    top: color(0.73, 0.11, 245),
    bottom: color(0.68, 0.1, 145),
    lights: [color(0.98, 0.02, 220), color(0.92, 0.04, 230), color(0.84, 0.08, 190)],
  },
  shade: {
    top: color(0.36, 0.06, 165),
    bottom: color(0.25, 0.05, 155),
    lights: [color(0.58, 0.1, 145), color(0.5, 0.09, 185), color(0.66, 0.11, 118)],
  },
  evening: {
    top: color(0.87, 0.08, 68),
    bottom: color(0.6, 0.08, 20),
    lights: [color(0.96, 0.08, 88), color(0.88, 0.1, 55), color(0.74, 0.1, 5)],
  },
};

/** Paints what is behind a flower: two colours, and a few lights out of focus. */
export function paintBackground(painting: Painting, random: FlowerRandom, names: readonly PlaceName[]): void {
  const { top, bottom, lights } = PLACES[random.pick(names)];
  const turn = random.between(-12, 12), lift = random.between(-0.04, 0.05);
  const vary = ({ lightness, chroma, hue }: Color) => color(lightness + lift, chroma, hue + turn);
  const sky = painting.linear([random.between(0.3, 0.7), 0], [0.5, 1], [[0.1, vary(top)], [0.95, vary(bottom)]]);
  painting.path("M0 0H1V1H0Z", sky);
  for (let count = random.integer(2, 3); count > 0; count--) {
    const center = [random.between(0, 1), random.between(0, 1)] as const;
    painting.glow(center, random.between(0.3, 0.5), vary(random.pick(lights)), random.between(0.3, 0.6));
  }
  for (let count = random.integer(3, 5); count > 0; count--) {
    const center = [random.between(0, 1), random.between(0, 0.75)] as const, radius = random.between(0.07, 0.17);
    const light = vary(random.pick(lights)), opacity = random.between(0.2, 0.5);
    painting.disc(
      center,
      radius,
      painting.radial(center, radius, [[0, light, opacity], [0.7, light, opacity], [1, light, 0]]),
    );
  }
}

/** Paints the light upon the whole picture: from the upper left, and less in the corners. */
export function paintLight(painting: Painting, random: FlowerRandom): void {
  const sun = color(0.98, 0.06, random.between(70, 110));
  painting.glow([random.between(0, 0.3), random.between(-0.05, 0.15)], 0.75, sun, random.between(0.05, 0.3));
  const dark = color(0.15, 0.03, 150);
  const corners = painting.radial([0.5, 0.48], 0.78, [[0.6, dark, 0], [1, dark, random.between(0.15, 0.4)]]);
  painting.path("M0 0H1V1H0Z", corners);
}
