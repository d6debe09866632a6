import type { Layer, Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { checkChoice } from "./_check_choice.ts";
import { checkMaps } from "./_check_maps.ts";
import { onlyInput } from "./_only_input.ts";

/**
 * Where new pixels come from: `nearest` repeats each four times, `bilinear` weighs the nearest four and `bicubic` the
 * nearest sixteen by their distance.
 */
export type UpsampleMethod = "nearest" | "bilinear" | "bicubic";

/** Options of {@linkcode upsample}. */
export interface UpsampleOptions {
  /** Where new pixels come from. */
  readonly method: UpsampleMethod;
  /** The layer's name. @default {one that counts up, other in each process} */
  readonly name?: string;
}

/** The slope of the cubic's outer part, PyTorch's. */
const CUBIC = -0.75;

/** How much a pixel weighs at a distance, in pixels of the input. */
const WEIGHTS: Readonly<Record<UpsampleMethod, (distance: number) => number>> = {
  nearest: (distance) => distance < 0.5 ? 1 : 0,
  bilinear: (distance) => Math.max(1 - distance, 0),
  bicubic: (distance) => {
    if (distance >= 2) return 0;
    return distance <= 1
      ? ((CUBIC + 2) * distance - (CUBIC + 3)) * distance ** 2 + 1
      : CUBIC * (((distance - 5) * distance + 8) * distance - 4);
  },
};

const REACH = 2; // of the widest method, in pixels of the input

/** The matrix `[1, 2 · length, length]` that doubles a line of pixels; beyond the ends, the last pixel goes on. */
function doublingMatrix(method: UpsampleMethod, length: number): Tensor {
  const matrix = new Float32Array(2 * length * length);
  for (let pixel = 0; pixel < 2 * length; pixel++) {
    const place = (pixel + 0.5) / 2 - 0.5;
    for (let source = Math.floor(place) - REACH + 1; source <= Math.floor(place) + REACH; source++) {
      const inside = Math.min(Math.max(source, 0), length - 1);
      matrix[pixel * length + inside]! += WEIGHTS[method](Math.abs(place - source));
    }
  }
  return tf.tensor3d(matrix, [1, 2 * length, length]);
}

type Lengths = [batch: number, height: number, width: number, channels: number];

/** A copy along the last axis comes to lie beside the pixel, or below the row: with XLA four times as fast as a product. */
function repeated(images: Tensor, [batch, height, width, channels]: Lengths): Tensor {
  const wide = tf.concat([images, images], 3).reshape([batch, height, 2 * width * channels]);
  return tf.concat([wide, wide], 2).reshape([batch, 2 * height, 2 * width, channels]);
}

function interpolated(images: Tensor, method: UpsampleMethod, [batch, height, width, channels]: Lengths): Tensor {
  const rows = images.reshape([batch, height, width * channels]);
  const tall = tf.matMul(doublingMatrix(method, height), rows).reshape([batch * 2 * height, width, channels]);
  return tf.matMul(doublingMatrix(method, width), tall).reshape([batch, 2 * height, 2 * width, channels]);
}

class Upsample extends tf.layers.Layer {
  static className = "Upsample";
  readonly #method: UpsampleMethod;

  constructor({ method, ...base }: UpsampleOptions) {
    checkChoice("upsample images", "method", method, Object.keys(WEIGHTS));
    super(base);
    this.#method = method;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    checkMaps("upsample images", inputShape);
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    checkMaps("upsample images", inputShape);
    const [batch, height, width, channels] = inputShape as tf.Shape;
    const twice = (length: number | null) => length && 2 * length;
    return [batch!, twice(height!), twice(width!), channels!];
  }

  override call(inputs: Tensor | Tensor[], kwargs: Record<string, unknown>): Tensor {
    this.invokeCallHook(inputs, kwargs);
    return tf.tidy(() => {
      const images = onlyInput(inputs), lengths = images.shape as Lengths;
      return this.#method === "nearest" ? repeated(images, lengths) : interpolated(images, this.#method, lengths);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { method: this.#method, ...super.getConfig() };
  }
}
tf.serialization.registerClass(Upsample);

/**
 * A layer that doubles the height and the width of images.
 *
 * Before a convolution of stride 1 it takes the place of a transposed convolution, without the checkerboards that this
 * can make. Pixels are squares, as in PyTorch's `interpolate` with `align_corners=False`: a new pixel lies a quarter of
 * an old one away from the nearest centre, and beyond the edges the outermost pixels go on. The bicubic kernel is PyTorch's,
 * with a = -0.75; it goes over and under the values that it lies between.
 *
 * @returns A layer without weights from `[batch, height, width, channels]` to `[batch, 2 · height, 2 · width, channels]`.
 * @throws {RangeError} If there is no such method.
 * @throws {TypeError} If it is built for inputs of another rank.
 * @see Deconvolution and checkerboard artifacts. Odena, Dumoulin, Olah, 2016, https://distill.pub/2016/deconv-checkerboard/
 * @see Cubic convolution interpolation for digital image processing. Keys, 1981, https://doi.org/10.1109/TASSP.1981.1163711
 *
 * @example
 * ```ts
 * import { upsample } from "@forger/layers";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const layer = upsample({ method: "bilinear", name: "example_upsample" });
 * const output = layer.apply(tf.tensor4d([[[[0], [4]]]])) as tf.Tensor;
 * assertEquals(output.arraySync(), [[[[0], [1], [3], [4]], [[0], [1], [3], [4]]]]);
 * ```
 */
export function upsample(options: UpsampleOptions): Layer {
  return new Upsample(options);
}
