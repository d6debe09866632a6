import { hasItsEnd } from "./_has_its_end.ts";
import { loadSharp } from "./_load_sharp.ts";
import { UnreadableImage } from "./unreadable_image.ts";

/** How an image is brought to a size. */
export interface ImageSettings {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  /** How an image of another shape is made to fit: cropped, padded or distorted. */
  readonly fit: "cover" | "contain" | "stretch";
  /** What is seen through transparent parts and around padded images. */
  readonly background: readonly [red: number, green: number, blue: number];
  /** Images of more pixels are refused. */
  readonly pixelLimit: number;
}

/** What an image's file says of it. */
export interface ImageFacts {
  /** In pixels, as it is seen: turned as its EXIF data say. */
  readonly width: number;
  readonly height: number;
  /** Such as `jpeg`. */
  readonly format: string;
  readonly hasAlpha: boolean;
}

/**
 * Decodes an image: turned as its EXIF data say, in sRGB or grey of 8 bits, on a background where it is transparent, brought to
 * the size by Lanczos resampling, which does not alias. Of several frames or pages it is the first.
 *
 * @returns `[height, width, channels]`.
 * @throws {UnreadableImage} If it cannot be read.
 */
export async function decodeImage(path: string, settings: ImageSettings): Promise<Uint8Array> {
  const { height, width, channels, fit, background: [r, g, b], pixelLimit } = settings;
  const sharp = await loadSharp(), background = { r, g, b };
  const reading = { failOn: "error", limitInputPixels: pixelLimit, sequentialRead: true } as const; // as a cut is an error
  try {
    await checkBeginning(path);
    const image = sharp(path, { ...reading, autoOrient: true });
    // grey images would make the background grey, and in a way of their own; as this takes a third longer, it is done only
    // where that shows
    if (!(r === g && g === b)) image.pipelineColourspace("srgb");
    const { data, info } = await image
      .flatten({ background })
      .resize({ width, height, fit: fit === "stretch" ? "fill" : fit, background })
      .toColourspace(channels === 1 ? "b-w" : "srgb")
      .raw()
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== channels) {
      throw new Error(`${info.channels} channels, of which one was taken for transparency`);
    }
    // rows that are not needed, as below what is cropped to, were not read: of a width of 1 all are, in little memory
    if (!hasItsEnd(path)) await sharp(path, reading).resize({ width: 1, fit: "fill" }).raw().toBuffer();
    return data;
  } catch (cause) {
    throw await unreadable(path, cause, pixelLimit);
  }
}

/**
 * Reads what an image's file says of it, without decoding it.
 *
 * @throws {UnreadableImage} If it is no image.
 */
export async function readImageFacts(path: string): Promise<ImageFacts> {
  const sharp = await loadSharp();
  try {
    await checkBeginning(path);
    const { autoOrient, format, hasAlpha } = await sharp(path, { limitInputPixels: false }).metadata();
    return { ...autoOrient, format: format ?? "unknown", hasAlpha: hasAlpha ?? false };
  } catch (cause) {
    throw await unreadable(path, cause, Infinity);
  }
}

/** What is said, by the library and above, of files with several channels beside those of colours. */
const EXTRA_CHANNELS = /channel limit|vector must have|channels, of which one/;

/** How PNG, JPEG, GIF, TIFF and WebP files begin. */
const KNOWN_BEGINNING = /^(\x89PNG|\xff\xd8|GIF8|II[*+]\0|MM\0[*+]|RIFF....WEBP)/s;

/** How AVIF files begin, and some others. */
const CONTAINER = /^....ftyp/s;

/** How an SVG file begins. */
const DRAWING = /^(\xef\xbb\xbf)?\s*<(svg|\?xml|!)/i;

/** AVIF files may begin as HEIC files do, but say that they are compatible with AVIF. */
function isHeic(beginning: string): boolean {
  return /^....ftyp(hei[cmsx]|hev[cmsx]|mif1|msf1)/s.test(beginning) && !beginning.includes("avif");
}

/** A file's first bytes, as characters of the same numbers. */
async function beginningOf(path: string): Promise<string> {
  using file = await Deno.open(path);
  const buffer = new Uint8Array(32);
  return String.fromCharCode(...buffer.subarray(0, await file.read(buffer) ?? 0));
}

/**
 * Refuses what is not in a format of pixels before the library sees it, which goes by a file's content and not by its name: SVG
 * would be drawn, and may name other files and be slow on purpose.
 */
async function checkBeginning(path: string): Promise<void> {
  const beginning = await beginningOf(path);
  if (!KNOWN_BEGINNING.test(beginning) && !CONTAINER.test(beginning)) throw new Error("unsupported image format");
}

/** Why reading failed, in words; a look at the file tells what the library's message does not. */
async function unreadable(path: string, cause: unknown, pixelLimit: number): Promise<UnreadableImage> {
  const because = (reason: string, lasts = true) => new UnreadableImage(path, reason, { cause, lasts });
  let text: string;
  try {
    text = await beginningOf(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return because("it vanished", false);
    if (error instanceof Deno.errors.PermissionDenied) return because("permission denied", false);
    return because((error as Error).message, false);
  }
  const message = cause instanceof Error ? cause.message : String(cause);
  if (text === "") return because("it is empty");
  if (/pixel limit/i.test(message)) return because(await tooLarge(path, pixelLimit), false); // the limit may be raised
  if (/^BM.{4}\0{4}/s.test(text)) return because("BMP is not supported: convert it to PNG");
  if (DRAWING.test(text)) return because("SVG is not supported: convert it to PNG");
  if (isHeic(text)) return because("HEIC is not supported: convert it to JPEG");
  if (EXTRA_CHANNELS.test(message)) {
    return because("it has channels beside those of colours and transparency: convert it to PNG");
  }
  const isNone = /unsupported image format/i.test(message) && !KNOWN_BEGINNING.test(text);
  return because(isNone ? "it is no image" : "it is cut off or damaged");
}

async function tooLarge(path: string, pixelLimit: number): Promise<string> {
  const { width, height } = await readImageFacts(path);
  return `it has ${width} x ${height} pixels, more than the limit of ${
    pixelLimit.toLocaleString("en")
  }, as its decoding could take all memory: raise pixelLimit if it is what it should be`;
}
