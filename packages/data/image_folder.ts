import { openFolderImages } from "./_open_folder_images.ts";
import type { StreamedSource } from "./streamed_source.ts";

/** Options of {@linkcode imageFolder}. */
export interface ImageFolderOptions {
  /** Pixels of a side, or height and width. @default {64} */
  readonly size?: number | readonly [height: number, width: number];
  /** 3 for colours, 1 for grey. @default {3} */
  readonly channels?: 1 | 3;
  /** How an image of another shape is made to fit: cropped, padded or distorted. @default {"cover"} */
  readonly fit?: "cover" | "contain" | "stretch";
  /** What is seen through transparent parts and around padded images: red, green and blue, each from 0 to 255. @default {[255, 255, 255]} */
  readonly background?: readonly [red: number, green: number, blue: number];
  /** What black and white become: `[0, 1]` for a generator that ends in a sigmoid. @default {[-1, 1]} */
  readonly range?: readonly [low: number, high: number];
  /**
   * Whether the sub-folders at the top are classes: `"folders"` insists on it. @default {"auto": they are where there are two or
   * more and all images lie in one}
   */
  readonly classes?: "auto" | "folders" | "none";
  /** A CSV file with the columns `file`, a path within the folder, and `label`. @default {no file} */
  readonly labelsFile?: string;
  /** Whether an image that cannot be read is an error; else another one of its class stands for it. @default {false} */
  readonly strict?: boolean;
  /** Images of more pixels are refused, as their decoding could take all memory. @default {268_402_689, which is 16,383 x 16,383} */
  readonly pixelLimit?: number;
  /** Where decoded images are kept for the next start. @default the user's cache folder */
  readonly cacheFolder?: string;
  /** How many images are decoded at once. @default two for each core */
  readonly decodes?: number;
  /** Hears what the user should know, such as which images cannot be read. @default writes to standard error */
  readonly onWarning?: (warning: string) => void;
}

/**
 * The images of a folder and of all folders in it: PNG, JPEG, WebP, AVIF, GIF (the first frame) and TIFF.
 *
 * Images are turned as their EXIF data say, converted to sRGB, laid on a background where they are transparent, and made to fit
 * the size. Each is decoded once, when it is first wanted: training begins with the first batch and goes on while the others are
 * decoded. What was decoded is kept in a cache on disk, so that the next start is immediate, and read from there: the folder may
 * be larger than the memory. Which images a run sees, and when, depends on the folder and the run's seed alone.
 *
 * An image that cannot be read is named, and in its place stands the next one of its class, in the order of names.
 *
 * @param folder A folder; symbolic links are followed, hidden files passed over.
 * @returns Images `[height, width, channels]`, in the order of their paths. Dispose it after training.
 * @throws {RangeError} If an option is out of range, the folder holds no image, or classes are insisted on where there are none.
 * @throws {UnreadableImage} If an image cannot be read and `strict` is true, or none of its class can be.
 *
 * @example
 * ```ts
 * import { imageFolder } from "@forger/data";
 * import { assertEquals } from "@std/assert";
 * import sharp from "sharp";
 *
 * const folder = await Deno.makeTempDir(), cacheFolder = await Deno.makeTempDir();
 * for (const [name, background] of [["red", "#ff0000"], ["blue", "#0000ff"]] as const) {
 *   await Deno.mkdir(`${folder}/${name}`);
 *   await sharp({ create: { width: 40, height: 30, channels: 3, background } }).toFile(`${folder}/${name}/1.png`);
 * }
 * const colours = await imageFolder(folder, { size: 8, cacheFolder });
 * assertEquals([colours.size, colours.shape, colours.classes], [2, [8, 8, 3], ["blue", "red"]]);
 * assertEquals((await colours.read(Int32Array.of(1, 0))).slice(0, 3), Uint8Array.of(255, 0, 0));
 * colours.dispose();
 * ```
 */
export async function imageFolder(folder: string | URL, options: ImageFolderOptions = {}): Promise<StreamedSource> {
  return await openFolderImages(folder, { ...options, fills: true });
}
