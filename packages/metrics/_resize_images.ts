import type { Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";

/** How pixels are weighed where an image becomes larger or smaller. */
export type ResizeFilter = "bicubic" | "bilinear";

/** Of each filter the weight of a pixel at a distance, and the distance from which on it is 0. */
const FILTERS: Readonly<
  Record<ResizeFilter, { readonly weight: (distance: number) => number; readonly reach: number }>
> = {
  bilinear: { weight: (distance) => Math.max(0, 1 - distance), reach: 1 },
  bicubic: {
    weight: (d) => d < 1 ? (1.5 * d - 2.5) * d * d + 1 : d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0,
    reach: 2,
  },
};

/**
 * Resizes images as Pillow does with float pixels, and so clean-fid: each new pixel is a weighted mean, over a
 * neighbourhood that grows with the reduction, so that nothing aliases. Bicubic values may go beyond those of the image.
 *
 * @param images float32 `[batch, height, width, channels]`.
 * @returns float32 `[batch, height, width, channels]` of the new size.
 * @see On aliased resizing and surprising subtleties in GAN evaluation. Parmar, Zhang, Zhu, 2022, https://arxiv.org/abs/2104.11222
 */
export function resizeImages(
  images: Tensor,
  [height, width]: readonly [height: number, width: number],
  filter: ResizeFilter,
): Tensor {
  const [batch, oldHeight, oldWidth, channels] = images.shape as [number, number, number, number];
  if (oldHeight === height && oldWidth === width) return images.clone();
  return tf.tidy(() => {
    const rows = images.transpose([0, 1, 3, 2]).reshape([-1, oldWidth]);
    const wide = rows.matMul(resizingMatrix(oldWidth, width, filter), false, true) as Tensor;
    const columns = wide.reshape([batch, oldHeight, channels, width]).transpose([0, 2, 3, 1]).reshape([-1, oldHeight]);
    const tall = columns.matMul(resizingMatrix(oldHeight, height, filter), false, true) as Tensor;
    return tall.reshape([batch, channels, width, height]).transpose([0, 3, 2, 1]);
  });
}

/** `[to, from]`: what each old pixel gives to each new one along an axis. */
function resizingMatrix(from: number, to: number, filter: ResizeFilter): tf.Tensor2D {
  const { weight, reach } = FILTERS[filter];
  const step = from / to, stretch = Math.max(1, step);
  const values = new Float32Array(to * from);
  for (let place = 0; place < to; place++) {
    const centre = (place + 0.5) * step;
    const first = Math.max(0, Math.floor(centre - reach * stretch + 0.5));
    const end = Math.min(from, Math.floor(centre + reach * stretch + 0.5));
    const weights = Array.from(
      { length: end - first },
      (_, index) => weight(Math.abs(first + index + 0.5 - centre) / stretch),
    );
    const sum = weights.reduce((total, one) => total + one, 0);
    weights.forEach((one, index) => values[place * from + first + index] = one / sum);
  }
  return tf.tensor2d(values, [to, from]);
}
