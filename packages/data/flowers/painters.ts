import type { FlowerSpecies } from "../flower_species.ts";
import { bellflower } from "./bellflower.ts";
import { daisy } from "./daisy.ts";
import { lily } from "./lily.ts";
import { pansy } from "./pansy.ts";
import { poppy } from "./poppy.ts";
import { rose } from "./rose.ts";
import type { SpeciesPainter } from "./species_painter.ts";
import { sunflower } from "./sunflower.ts";
import { tulip } from "./tulip.ts";

/** Who paints which species. */
export const PAINTERS: Readonly<Record<FlowerSpecies, SpeciesPainter>> = {
  bellflower,
  daisy,
  lily,
  pansy,
  poppy,
  rose,
  sunflower,
  tulip,
};
