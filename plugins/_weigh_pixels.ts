import type { Tensor } from "@forger/core";

/** How each place of a changed image weighs the places of the original one, along one axis at a time. */
export interface PixelWeights {
  /** `[batch, height, height]`: of each image, for each row the weights of the original rows. */
  readonly rows: Tensor;
  /** `[batch, width, width]`: the same for its columns. */
  readonly columns: Tensor;
}

/**
 * Makes each pixel a weighted sum of pixels, with weights of each image's own.
 *
 * Products of matrices have all the derivatives, unlike gathers, and XLA compiles them, unlike TensorFlow's `CropAndResize`.
 */
export function weighPixels(images: Tensor, { rows, columns }: PixelWeights): Tensor {
  const [batch, height, width, channels] = images.shape as [number, number, number, number];
  const byRows = rows.matMul(images.reshape([batch, height, width * channels]));
  const planes = byRows.reshape([batch, height, width, channels]).transpose([0, 3, 1, 2]);
  const byColumns = planes.reshape([batch, channels * height, width]).matMul(columns, false, true);
  return byColumns.reshape([batch, channels, height, width]).transpose([0, 2, 3, 1]);
}
