import type { RandomStream, Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { weighPixels } from "./_weigh_pixels.ts";

/** How {@linkcode moveImages} and {@linkcode cutOut} change images. */
export interface SpatialChange {
  /** A share of the height and of the width. */
  readonly share: number;
  /** The value of pixels that come from nowhere. */
  readonly fill: number;
  readonly random: RandomStream;
}

/**
 * Moves each image by a random whole number of pixels, up to a share of its height and width in both directions.
 *
 * It multiplies by matrices of zeros and ones, which is exact.
 */
export function moveImages(images: Tensor, { fill, random, share }: SpatialChange): Tensor {
  const [batch, height, width] = images.shape as [number, number, number];
  const rows = shifts([batch, height], share, random), columns = shifts([batch, width], share, random);
  return weighPixels(images.sub(fill), { rows, columns }).add(fill);
}

/** For each image the matrix that shifts its rows: a 1 where the one place is the other and the shift. */
function shifts([batch, length]: readonly [number, number], share: number, random: RandomStream): Tensor {
  const most = Math.round(length * share);
  const shift = random.uniform([batch, 1, 1], 0, 2 * most + 1).floor().sub(most);
  const place = tf.range(0, length);
  return place.reshape([1, length, 1]).sub(place.reshape([1, 1, length])).equal(shift).toFloat();
}
