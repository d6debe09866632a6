import type { ImageShape } from "./_check_image_options.ts";
import type { Initializers } from "./_initializers.ts";

/** What the networks of an SNGAN are built of, checked and complete. */
export interface SnganBuild {
  readonly image: ImageShape;
  /** How often the image halves down to the generator's smallest map. */
  readonly halvings: number;
  readonly latent: number;
  /** Channels of the generator's maps; the discriminator's have half of them. */
  readonly width: number;
  readonly classes: number | undefined;
  readonly initializers: Initializers;
}
