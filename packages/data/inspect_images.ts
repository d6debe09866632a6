import { ChannelStatistics } from "./_channel_statistics.ts";
import { readImageFacts } from "./_decode_image.ts";
import type { FolderImages } from "./_folder_images.ts";
import { fingerprint } from "./_near_duplicates.ts";
import { openFolderImages } from "./_open_folder_images.ts";
import { reportImages, type SeenImage } from "./_report_images.ts";
import type { ImageFolderOptions } from "./image_folder.ts";
import { UnreadableImage } from "./unreadable_image.ts";

/** Options of {@linkcode inspectImages}. */
export interface InspectImagesOptions extends Omit<ImageFolderOptions, "strict" | "range" | "onWarning"> {
  /** Hears after each batch how many images were looked at, and how many there are. @default nobody */
  readonly onProgress?: (done: number, total: number) => void;
  /** Hears what is wrong with the cache. @default writes to standard error */
  readonly onWarning?: (warning: string) => void;
}

/** An image that does not fit well. */
export interface OddImage {
  /** Relative to the folder. */
  readonly path: string;
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** What is odd, for instance `"enlarged"`. */
  readonly reason: string;
}

/** What {@linkcode inspectImages} finds. */
export interface ImagesReport {
  /** The folder's full path. */
  readonly folder: string;
  /** How many images can be read. */
  readonly images: number;
  /** How many files are no images by their names. */
  readonly others: number;
  /** Files that cannot be read, by their paths, with the reasons. */
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
  /** How many images each class has, where there are classes. */
  readonly classes?: readonly { readonly name: string; readonly images: number }[];
  /** How many images there are of each format, such as `jpeg`. */
  readonly formats: Readonly<Record<string, number>>;
  /** The shortest, the middle and the longest of the images' widths and heights, in pixels. */
  readonly widths: readonly [least: number, median: number, greatest: number];
  /** The same of the heights. */
  readonly heights: readonly [least: number, median: number, greatest: number];
  /** Images that are enlarged, or of which more than half is cut off or padding. */
  readonly odd: readonly OddImage[];
  /** Images without colour, where they are fewer than the others. */
  readonly greyAmongColour: readonly string[];
  /** How many images are transparent somewhere, or could be. */
  readonly transparent: number;
  /** Groups of images that show the same. */
  readonly nearDuplicates: readonly (readonly string[])[];
  /** Mean and standard deviation of each channel over all images as the network sees them, from 0 to 255. */
  readonly channels: readonly { readonly mean: number; readonly deviation: number }[];
}

/** So many images are read at once. */
const BATCH = 64;

/** Channels that differ by no more are taken for grey: compression colours greys a little. */
const GREY_LEVELS = 4;

/**
 * Looks at every image of a folder, once: which cannot be read, which are odd, which show the same, and how the whole looks.
 *
 * What it decodes is kept in the cache of {@linkcode imageFolder}, so that training with the same options begins at once.
 *
 * @param folder As for {@linkcode imageFolder}.
 * @throws {RangeError} If an option is out of range, the folder holds no image, or classes are insisted on where there are none.
 *
 * @example
 * ```ts
 * import { inspectImages } from "@forger/data";
 * import { assertEquals } from "@std/assert";
 * import sharp from "sharp";
 *
 * const folder = await Deno.makeTempDir(), cacheFolder = await Deno.makeTempDir();
 * await sharp({ create: { width: 90, height: 90, channels: 3, background: "#ff8000" } }).toFile(`${folder}/orange.png`);
 * await Deno.writeTextFile(`${folder}/rose.png`, "a rose");
 * const { images, unreadable, channels } = await inspectImages(folder, { cacheFolder });
 * assertEquals([images, unreadable], [1, [{ path: "rose.png", reason: "it is no image" }]]);
 * assertEquals(channels.map(({ mean }) => mean), [255, 128, 0]);
 * ```
 */
export async function inspectImages(folder: string | URL, options: InspectImagesOptions = {}): Promise<ImagesReport> {
  const { onProgress = () => {}, onWarning = (warning) => console.warn(`warning: ${warning}`), ...given } = options;
  let isOver = false;
  const source = await openFolderImages(folder, {
    ...given,
    strict: false,
    fills: false,
    onWarning: (warning) => isOver || onWarning(warning), // the report names what the source would say at its end
  });
  try {
    return await inspect(source, onProgress);
  } finally {
    isOver = true;
    source.dispose();
  }
}

async function inspect(source: FolderImages, onProgress: (done: number, total: number) => void): Promise<ImagesReport> {
  const { found, path: folder, rows, unusable } = source.parts;
  const [height, width, channels] = source.shape as [number, number, 1 | 3];
  const seen: SeenImage[] = [], statistics = new ChannelStatistics(channels), vanished = new Map<string, string>();
  for (let start = 0; start < source.size; start += BATCH) {
    const indices = Int32Array.from({ length: Math.min(BATCH, source.size - start) }, (_, index) => start + index);
    const all = await rows.readUsable(indices);
    await Promise.all(all.map(async (pixels, place) => {
      if (!pixels) return;
      const index = start + place, path = found.files.path(index);
      const facts = await readImageFacts(`${folder}/${path}`).catch((error) => notRead(error, path, vanished));
      if (!facts) return;
      statistics.add(pixels);
      const print = fingerprint({ width, height, channels, pixels });
      seen.push({ index, path, label: found.labels?.[index], facts, isGrey: isGrey(pixels, channels), print });
    }));
    onProgress(start + indices.length, source.size);
  }
  seen.sort((first, second) => first.index - second.index);
  return reportImages(source.parts, {
    seen,
    unreadable: new Map([...unusable, ...vanished]),
    channels: statistics.result(),
  });
}

/** A file that was decoded before may be gone. */
function notRead(error: unknown, path: string, vanished: Map<string, string>): undefined {
  if (!(error instanceof UnreadableImage)) throw error;
  vanished.set(path, error.reason);
}

function isGrey(pixels: Uint8Array, channels: number): boolean {
  if (channels === 1) return true;
  for (let at = 0; at < pixels.length; at += 3) {
    const [red, green, blue] = [pixels[at]!, pixels[at + 1]!, pixels[at + 2]!];
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > GREY_LEVELS) return false;
  }
  return true;
}
