import type { RandomStream, Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import type { SpatialChange } from "./_move_images.ts";

/** Fills a rectangle of each image, with a share of its height and width and its middle anywhere: an edge may cut it off. */
export function cutOut(images: Tensor, { fill, random, share }: SpatialChange): Tensor {
  const [batch, height, width] = images.shape as [number, number, number];
  const rows = band([batch, height], share, random).reshape([batch, height, 1, 1]);
  const columns = band([batch, width], share, random).reshape([batch, 1, width, 1]);
  return images.sub(fill).mul(tf.sub(1, rows.mul(columns))).add(fill);
}

/** For each image, 1 at the places of a random stretch and 0 elsewhere, `[batch, length]`. */
function band([batch, length]: readonly [number, number], share: number, random: RandomStream): Tensor {
  const size = Math.round(length * share);
  const middles = length + 1 - size % 2; // one more place for an even size, so that both edges are cut alike
  const start = random.uniform([batch, 1], 0, middles).floor().sub(Math.floor(size / 2));
  const place = tf.range(0, length).reshape([1, length]);
  return place.greaterEqual(start).logicalAnd(place.less(start.add(size))).toFloat();
}
