import { placeOf } from "../_client_element.ts";
import { paintImage, paintPoints } from "./paint.ts";
import type { Playground, PlaygroundPicture } from "./playground_picture.ts";
import { fillGrid } from "./sample_grid.ts";

/** What is around the picture, and how it is made. */
interface Surroundings {
  /** The numbers of the latents in the corners of the square. */
  readonly corners: readonly number[];
  /** The first number of the grid. */
  readonly first: number;
  /** How many images the grid has. */
  readonly gridSize: number;
  /** What the generator makes of latents by their numbers. */
  readonly make: (numbers: readonly number[]) => Promise<readonly Float32Array[]>;
  /** Is told which image of the grid was chosen. */
  readonly choose: (number: number) => void;
  readonly picture: PlaygroundPicture;
}

/** Brings into step what is around the picture: the corners and the grid of images, or the cloud around a point. */
export async function showSurroundings(
  { settings }: Pick<Playground, "settings">,
  { choose, corners, first, gridSize, make, picture }: Surroundings,
): Promise<void> {
  const ofCorners = await make(corners), canvases = document.querySelectorAll<HTMLCanvasElement>("canvas.corner");
  if (settings.shape.length === 1) {
    const cloud = await make(Array.from({ length: 1000 }, (_, number) => number)), { range } = settings;
    picture.paint(cloud);
    canvases.forEach((canvas, index) => paintPoints(canvas, { cloud, point: ofCorners[index]!, range, side: 160 }));
    return;
  }
  canvases.forEach((canvas, index) => paintImage(canvas, ofCorners[index]!, { settings }));
  const images = await make(Array.from({ length: gridSize }, (_, index) => first + index));
  fillGrid(placeOf("grid"), { first, images, settings }, choose);
  placeOf("grid-shown").textContent = `${first} to ${first + gridSize - 1}`;
  (placeOf("grid-earlier") as HTMLButtonElement).disabled = first === 0;
}
