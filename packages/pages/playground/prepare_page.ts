import { placeOf } from "../_client_element.ts";
import { enlargements } from "./save_picture.ts";
import type { PlaygroundSettings } from "./settings.ts";

/** Shows those parts of the page that the generator has a use for. */
export function preparePage({ classes, latent, shape }: PlaygroundSettings): void {
  const isPoints = shape.length === 1, { all, preferred } = enlargements(shape);
  placeOf("new").textContent = isPoints ? "New point" : "New image";
  placeOf("classes").hidden = !classes;
  placeOf("truncation-row").hidden = !latent.name.endsWith("normal"); // the middle of other latents is no more typical
  placeOf("grid-card").hidden = placeOf("enlargement-label").hidden = isPoints;
  placeOf("enlargement").append(...all.map((times) => {
    const size = `${shape[1]! * times} × ${shape[0]! * times}`;
    return new Option(size, String(times), false, times === preferred);
  }));
  placeOf("main").hidden = false;
  placeOf("loading").hidden = true;
}
