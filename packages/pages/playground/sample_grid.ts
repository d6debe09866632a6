import { element } from "../_client_element.ts";
import { paintImage } from "./paint.ts";
import type { PlaygroundSettings } from "./settings.ts";

/** What a grid of samples shows. */
interface GridImages {
  /** Of the first one. */
  readonly first: number;
  readonly images: readonly ArrayLike<number>[];
  readonly settings: PlaygroundSettings;
}

/** Fills a grid with images to choose from. */
export function fillGrid(
  grid: HTMLElement,
  { first, images, settings }: GridImages,
  choose: (number: number) => void,
): void {
  grid.replaceChildren(...images.map((values, index) => {
    const number = first + index, canvas = element("canvas");
    paintImage(canvas, values, { settings });
    const button = element("button", { type: "button", value: String(number), "aria-label": `Image ${number}` }, [
      canvas,
    ]);
    button.addEventListener("click", () => choose(number));
    return button;
  }));
}

/** Marks the image of that number, if it is there. */
export function markInGrid(grid: HTMLElement, number: number | undefined): void {
  for (const button of grid.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.value === String(number)));
  }
}
