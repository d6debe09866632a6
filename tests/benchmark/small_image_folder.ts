import { philoxWords, streamKey } from "@forger/core";
import sharp from "sharp";
import { writeLinkedImages } from "./linked_images.ts";

/** Options of {@linkcode writeSmallImages}. */
export interface SmallImagesOptions {
  /** How many files. */
  readonly count: number;
  /** Height and width in pixels. */
  readonly size: number;
}

/** A file system lets a file have 65,000 names. */
const DISTINCT = 64;

/** Fills a folder with small PNG files of smooth colours, in folders of ten classes. */
export async function writeSmallImages(folder: string, { count, size }: SmallImagesOptions): Promise<void> {
  const make = async (number: number) => {
    const image = sharp(paint(number, size), { raw: { width: size, height: size, channels: 3 } });
    return { extension: "png", bytes: await image.png().toBuffer() } as const;
  };
  await writeLinkedImages(folder, { count, distinct: Math.min(count, DISTINCT), atOnce: 1, make });
}

/** `[size, size, 3]`: each colour rises along a line of its own. */
function paint(number: number, size: number): Uint8ClampedArray<ArrayBuffer> {
  const draw = Array.from(
    philoxWords(streamKey(number, "small image", 0), [0, 0, 0, 0], 9),
    (word) => word / 2 ** 32,
  );
  const pixels = new Uint8ClampedArray(size * size * 3);
  for (let index = 0; index < pixels.length; index++) {
    const [level, across, down] = draw.slice(3 * (index % 3)) as [number, number, number];
    const pixel = Math.floor(index / 3), x = pixel % size, y = Math.floor(pixel / size);
    pixels[index] = 40 + 100 * level + 100 * across * x / size + 100 * down * y / size;
  }
  return pixels;
}
