import sharp from "sharp";
import { type ImageFile, writeLinkedImages } from "./linked_images.ts";
import { paintPhotograph, photographTraits } from "./photograph.ts";

/** Options of {@linkcode writePhotographs}. */
export interface PhotographsOptions {
  /** How many files. */
  readonly count: number;
  /** How many different photographs. */
  readonly distinct: number;
}

/** Fills a folder with photographs of many sizes, JPEG of quality 85 and PNG, in folders of ten classes. */
export async function writePhotographs(folder: string, { count, distinct }: PhotographsOptions): Promise<void> {
  await writeLinkedImages(folder, { count, distinct, atOnce: navigator.hardwareConcurrency, make: encode });
}

async function encode(number: number): Promise<ImageFile> {
  const { format, grey, height, width } = photographTraits(number);
  const image = sharp(paintPhotograph(number), { raw: { width, height, channels: grey ? 1 : 3 } });
  if (grey) image.toColourspace("b-w");
  return format === "png"
    ? { extension: "png", bytes: await image.png({ adaptiveFiltering: true }).toBuffer() } // as most programs write it
    : { extension: "jpg", bytes: await image.jpeg({ quality: 85 }).toBuffer() };
}
