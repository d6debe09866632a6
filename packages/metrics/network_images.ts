import type { Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { checkCount } from "./_check_count.ts";
import { resizeImages } from "./_resize_images.ts";

/** How images are made what a network wants, in {@linkcode networkFeatures} and {@linkcode onnxFeatures}. */
export interface NetworkImages {
  /** The least and the greatest value of the images given. @default {[-1, 1]} */
  readonly imageRange?: readonly [low: number, high: number];
  /** What these become: the range that the network was trained with, before `mean` and `deviation`. @default {[-1, 1]} */
  readonly range?: readonly [low: number, high: number];
  /** What is then subtracted from each channel: one number a channel. @default {0 of each} */
  readonly mean?: readonly number[];
  /** What it is then divided by: one number a channel. @default {1 of each} */
  readonly deviation?: readonly number[];
  /** Height and width that the network takes. @default {as it says, where it does} */
  readonly size?: readonly [height: number, width: number];
  /**
   * How images of another size become its own: with anti-aliasing as Pillow's `resize` on float pixels, which is what
   * clean-fid does with `bicubic`; `none` refuses them. @default {"bicubic"}
   */
  readonly resize?: "bicubic" | "bilinear" | "none";
}

/** Images as a network wants them. */
export interface PreparedImages {
  /** What a metric card says of it. */
  readonly resizing: string;
  /** Makes them of images `[batch, height, width, channels]`: float32 of the same axes. */
  readonly prepare: (images: Tensor) => Tensor;
}

/** What a network takes. */
export interface NetworkShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * Makes the function that prepares images for a network.
 *
 * Grey images are repeated for a network of three channels; other numbers of channels are refused.
 *
 * @param action What cannot be done otherwise.
 * @throws {RangeError} If an option is out of range.
 */
export function prepareImages(action: string, shape: NetworkShape, options: NetworkImages): PreparedImages {
  const { imageRange = [-1, 1], range = [-1, 1], resize = "bicubic" } = options;
  const { height, width, channels } = shape;
  Object.entries({ height, width, channels }).forEach(([name, length]) =>
    checkCount(action, `the network's ${name}`, length)
  );
  checkRange(action, "imageRange", imageRange);
  checkRange(action, "range", range);
  if (!["bicubic", "bilinear", "none"].includes(resize)) {
    throw new RangeError(
      `Cannot ${action} as resize must be "bicubic", "bilinear" or "none": current value is ${resize}`,
    );
  }
  const mean = numbers(action, "mean", options.mean, channels, 0);
  const deviation = numbers(action, "deviation", options.deviation, channels, 1);
  const scale = (range[1] - range[0]) / (imageRange[1] - imageRange[0]);
  const how = resize === "none" ? "none" : `${resize} with anti-aliasing as Pillow's, on float32, clipped`;
  return {
    resizing: `to ${height} x ${width} x ${channels} (${how}), from [${imageRange}] to [${range}]` +
      (options.mean || options.deviation ? `, less [${mean}] by [${deviation}]` : ""),
    prepare: (images) => {
      checkGiven(action, images, shape, resize);
      return tf.tidy(() => {
        const resized = resize === "none" ? images : resizeImages(images.toFloat(), [height, width], resize)
          .clipByValue(...imageRange);
        const coloured = images.shape[3] === channels ? resized : resized.tile([1, 1, 1, channels]);
        const ranged = coloured.toFloat().sub(imageRange[0]).mul(scale).add(range[0]);
        return ranged.sub(tf.tensor1d(mean)).div(tf.tensor1d(deviation));
      });
    },
  };
}

function checkRange(action: string, name: string, range: readonly [number, number]): void {
  if (Array.isArray(range) && range.length === 2 && range.every(Number.isFinite)) {
    const [low, high] = range;
    if (low < high && Number.isFinite(high - low)) return;
  }
  throw new RangeError(
    `Cannot ${action} as ${name} must be [low, high] with low < high: current value is ${shown(range)}`,
  );
}

function shown(value: unknown): string {
  return Array.isArray(value) ? `[${value}]` : String(value);
}

function numbers(
  action: string,
  name: string,
  given: readonly number[] | undefined,
  count: number,
  usual: number,
): number[] {
  const values = given ?? Array<number>(count).fill(usual);
  const isFit = Array.isArray(values) && values.length === count &&
    values.every((value) => Number.isFinite(value) && (usual === 0 || value > 0));
  if (isFit) return [...values];
  throw new RangeError(
    `Cannot ${action} as ${name} must be a ${usual === 0 ? "" : "positive "}number for each of ${count} channels: ` +
      `current value is ${shown(values)}`,
  );
}

function checkGiven(action: string, images: Tensor, { height, width, channels }: NetworkShape, resize: string): void {
  const [, givenHeight, givenWidth, givenChannels] = images.shape;
  const fits = images.rank === 4 && images.size > 0 &&
    (givenChannels === channels || (givenChannels === 1 && channels === 3)) &&
    (resize !== "none" || (givenHeight === height && givenWidth === width));
  if (fits) return;
  const size = resize === "none" ? `${height},${width}` : "height,width";
  throw new TypeError(
    `Cannot ${action} as images must fit the network: expected [batch,${size},${
      channels === 3 ? "3 or 1" : channels
    }], ` +
      `received [${images.shape}]`,
  );
}
