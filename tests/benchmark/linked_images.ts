import { join } from "node:path";

/** An image as it lies in a file. */
export interface ImageFile {
  readonly extension: "jpg" | "png";
  readonly bytes: Uint8Array;
}

/** Options of {@linkcode writeLinkedImages}. */
export interface LinkedImagesOptions {
  /** How many files. */
  readonly count: number;
  /** How many of them are made; the others are further names of these. */
  readonly distinct: number;
  /** Makes an image, by its number from 0. */
  readonly make: (number: number) => Promise<ImageFile>;
  /** How many are made at once. */
  readonly atOnce: number;
}

/** Each image lies in one of so many folders. */
const CLASSES = 10;

/**
 * Fills a folder with files in folders of ten classes. Most are hard links, which take no room on disk; who reads the folder
 * cannot tell.
 *
 * File `number` shows image `number % distinct`, and its class is that image's number modulo ten.
 */
export async function writeLinkedImages(folder: string, options: LinkedImagesOptions): Promise<void> {
  const { atOnce, count, distinct, make } = options;
  for (let index = 0; index < CLASSES; index++) await Deno.mkdir(join(folder, `class-${index}`), { recursive: true });
  let next = 0;
  await Promise.all(Array.from({ length: atOnce }, async () => {
    while (next < distinct) {
      const number = next++;
      const { bytes, extension } = await make(number);
      const path = (file: number) =>
        join(folder, `class-${number % CLASSES}`, `${String(file).padStart(6, "0")}.${extension}`);
      await Deno.writeFile(path(number), bytes);
      for (let file = number + distinct; file < count; file += distinct) Deno.linkSync(path(number), path(file));
    }
  }));
}
