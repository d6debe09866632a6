import type { Tensor } from "@forger/core";
import { checkCount } from "./_check_count.ts";
import { gridPixels, type Rgb } from "./_pixels.ts";

/** Options of {@linkcode writeImageGrid} and {@linkcode encodeImageGrid}. */
export interface ImageGridOptions {
  /** Images in a row. @default as many as make the grid about square */
  readonly columns?: number;
  /** The values shown black and white; what lies beyond is cut off. @default {[-1, 1]} */
  readonly range?: readonly [low: number, high: number];
  /** How many times each image is enlarged, without smoothing. @default so that its longer side has about 64 pixels */
  readonly scale?: number;
  /** Pixels between images, before enlargement. @default {1} */
  readonly gap?: number;
  /** Red, green and blue of the gaps, each from 0 to 255. @default {[64, 68, 82]} */
  readonly background?: readonly [red: number, green: number, blue: number];
}

const COMFORTABLE_SIDE = 64;
const SLATE: Rgb = [64, 68, 82];

/** A picture as the bytes of a PNG file. */
export interface EncodedPicture {
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** The PNG file. */
  readonly bytes: Uint8Array;
}

/**
 * Draws images as one PNG picture, as {@linkcode writeImageGrid} does, and keeps it in memory.
 *
 * @param images `[count, height, width, channels]` with 1 or 3 channels; stays the caller's. Reading it waits for the
 * device.
 * @throws {TypeError} If `images` has another shape.
 * @throws {RangeError} If an option is out of range.
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { encodeImageGrid } from "@forger/samplers";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const { width, height } = await encodeImageGrid(tf.zeros([6, 8, 8, 1]), { columns: 3, gap: 2, scale: 1 });
 * assertEquals([width, height], [32, 22]);
 * ```
 */
export async function encodeImageGrid(images: Tensor, options: ImageGridOptions = {}): Promise<EncodedPicture> {
  const [count = 0, height = 0, width = 0, channels = 0] = images.shape;
  const {
    columns = Math.ceil(Math.sqrt(count)),
    range = [-1, 1],
    scale = Math.max(1, Math.round(COMFORTABLE_SIDE / Math.max(height, width))),
    gap = 1,
    background = SLATE,
  } = options;
  check(images, { columns, range, scale, gap });
  const values = await images.data();
  const pixels = gridPixels(values, { shape: [count, height, width, channels], columns, range, gap, background });
  return { width: pixels.width * scale, height: pixels.height * scale, bytes: await toPng(pixels, scale) };
}

async function toPng({ bytes, width, height }: ReturnType<typeof gridPixels>, scale: number): Promise<Uint8Array> {
  const { default: sharp } = await import("sharp"); // takes 0.1 to 0.2 s, which the start of a program need not wait for
  return await sharp(bytes, { raw: { width, height, channels: 3 } })
    .resize({ width: width * scale, height: height * scale, kernel: "nearest" })
    .png()
    .toBuffer();
}

function check(images: Tensor, options: Required<Omit<ImageGridOptions, "background">>): void {
  const { columns, range: [low, high], scale, gap } = options;
  const action = "draw image grid";
  const channels = images.shape[3];
  if (images.rank !== 4 || images.size === 0 || (channels !== 1 && channels !== 3)) {
    throw new TypeError(
      `Cannot ${action} as images must have 1 or 3 channels: expected [count, height, width, channels], received [${images.shape}]`,
    );
  }
  checkCount(action, "columns", columns);
  checkCount(action, "scale", scale);
  if (!Number.isInteger(gap) || gap < 0) {
    throw new RangeError(`Cannot ${action} as gap must be an integer of 0 or more: current value is ${gap}`);
  }
  if (!(low < high && Number.isFinite(high - low))) {
    throw new RangeError(`Cannot ${action} as range must rise: current value is [${low}, ${high}]`);
  }
}
