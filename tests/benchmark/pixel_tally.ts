import type { ClassPixels } from "./image_loading.ts";

/** Sums up the pixels of images by their classes. */
export class PixelTally {
  readonly #names: readonly string[];
  readonly #pixels: number;
  readonly #images: number[];
  readonly #sums: number[][];

  /** @param pixels How many an image has, of three colours each. */
  constructor(names: readonly string[], pixels: number) {
    this.#names = names;
    this.#pixels = pixels;
    this.#images = names.map(() => 0);
    this.#sums = names.map(() => [0, 0, 0]);
  }

  /** Adds images `[count, height, width, 3]` of these classes. */
  add(bytes: Uint8Array, labels: ArrayLike<number>): void {
    for (let image = 0, at = 0; image < labels.length; image++) {
      let red = 0, green = 0, blue = 0;
      for (const end = at + 3 * this.#pixels; at < end; at += 3) {
        red += bytes[at]!;
        green += bytes[at + 1]!;
        blue += bytes[at + 2]!;
      }
      const label = labels[image]!, sums = this.#sums[label]!;
      this.#images[label]!++;
      [red, green, blue].forEach((sum, channel) => sums[channel]! += sum);
    }
  }

  /** How many images each class has, and their mean. */
  get classes(): ClassPixels[] {
    return this.#names.map((name, label) => {
      const images = this.#images[label]!;
      return { name, images, mean: this.#sums[label]!.map((sum) => sum / (255 * images * this.#pixels)) };
    });
  }
}
