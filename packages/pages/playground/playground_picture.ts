import { placeOf } from "../_client_element.ts";
import type { BackendChoice } from "./choose_backend.ts";
import type { LoadedImages } from "./load_images.ts";
import { paintImage, paintPoints } from "./paint.ts";
import type { PlaygroundSettings } from "./settings.ts";

/** What the page runs with. */
export interface Playground {
  readonly backend: BackendChoice;
  readonly images: LoadedImages;
  readonly settings: PlaygroundSettings;
}

/** What is in the picture. */
export interface ShownPicture {
  readonly latent: Float32Array;
  /** As the generator made them, before they were painted. */
  readonly values: Float32Array;
}

/** The picture in the middle of the page. */
export interface PlaygroundPicture {
  /** Makes and paints what the generator makes of a latent. */
  draw(latent: Float32Array, label: number): Promise<void>;
  /** Paints it again, in the present colours; with other points around it. */
  paint(cloud?: readonly Float32Array[]): void;
  shown(): ShownPicture;
  /** How long each picture took, from the choice to the last pixel. */
  readonly milliseconds: readonly number[];
}

/** Shows images, or a point among others, on the canvas in the middle of the page. */
export function playgroundPicture({ backend, images, settings }: Playground): PlaygroundPicture {
  const canvas = placeOf("picture") as HTMLCanvasElement, milliseconds: number[] = [];
  let shown: ShownPicture = { latent: new Float32Array(), values: new Float32Array() };
  let points: readonly Float32Array[] = [];
  const paint = (cloud = points) => {
    points = cloud;
    if (settings.shape.length > 1) paintImage(canvas, shown.values, { settings });
    else paintPoints(canvas, { cloud, point: shown.values, range: settings.range });
  };
  return {
    async draw(latent, label) {
      const begin = performance.now(), [values] = await images.generate([latent], label);
      shown = { latent, values: values! };
      paint();
      const took = performance.now() - begin;
      milliseconds.push(took);
      const short = took < 10 ? took.toFixed(1) : Math.round(took);
      placeOf("status").textContent = `Made in ${short} ms with ${backend.title}`;
    },
    paint,
    shown: () => shown,
    milliseconds,
  };
}
