import type { RandomStream, Tensor } from "@forger/core";
import type { Plugin } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";
import { refuseOption } from "./_refuse_option.ts";
import { requireImages } from "./_require_images.ts";
import { weighPixels } from "./_weigh_pixels.ts";

/** Options of {@linkcode randomCrop}. */
export interface RandomCropOptions {
  /** How much of the height and width is kept, in (0, 1]: of each image a share drawn from this range, or of all the same. @default {[0.8, 1]} */
  readonly scale?: number | readonly [low: number, high: number];
}

/**
 * Replaces each real image by a random part of it, enlarged to the image's size again.
 *
 * The part has the image's proportions, and lies wholly within it. It is enlarged linearly between the middles of
 * neighbouring pixels; as it is never made smaller, there is nothing to smooth against aliasing, but an enlarged part is a
 * little softer than the original. Generated images stay as they are: the generator learns to draw such parts, nearer
 * and somewhat softer. It helps with few photographs, where the subject may as well stand elsewhere or be nearer; leave it
 * out where images are centred alike, such as digits and aligned faces, or keep `scale` near 1.
 *
 * @throws {RangeError} If `scale` is not in (0, 1], or not two such numbers in rising order.
 * @throws {TypeError} When training begins, if the data are no images `[height, width, channels]`.
 * @see Going deeper with convolutions (random crops). Szegedy, Liu, Jia, Sermanet, Reed, Anguelov, Erhan, Vanhoucke, Rabinovich, 2014, https://arxiv.org/abs/1409.4842
 *
 * @example
 * ```ts
 * import { randomCrop } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(randomCrop({ scale: [0.9, 1] }).options, { scale: [0.9, 1] });
 * ```
 */
export function randomCrop(options: RandomCropOptions = {}): Plugin {
  const { scale = [0.8, 1] } = options;
  checkScale(scale);
  return {
    name: "random-crop",
    options: { scale },
    onTrainBegin: ({ data }) => requireImages("crop", data),
    transformReal: (images, { random }) => tf.tidy(() => crop(images, scale, random)),
  };
}

function crop(images: Tensor, scale: Required<RandomCropOptions>["scale"], random: RandomStream): Tensor {
  const [batch, height, width] = images.shape as [number, number, number];
  const size = typeof scale === "number" ? tf.fill([batch, 1], scale) : random.uniform([batch, 1], ...scale);
  const rows = weights(height, size, random), columns = weights(width, size, random);
  return weighPixels(images, { rows, columns });
}

/** For each image how places of a random stretch, enlarged to the whole length, lie between places of the original. */
function weights(length: number, size: Tensor, random: RandomStream): Tensor {
  const batch = size.shape[0]!, place = tf.range(0, length);
  const start = random.uniform([batch, 1]).mul(tf.sub(1, size)).mul(length);
  const middles = place.reshape([1, length]).add(0.5).mul(size).add(start).sub(0.5);
  const inside = middles.clipByValue(0, length - 1).reshape([batch, length, 1]); // an edge's middle is its last pixel's
  return tf.sub(1, inside.sub(place.reshape([1, 1, length])).abs()).relu();
}

function checkScale(scale: Required<RandomCropOptions>["scale"]): void {
  const isShare = (value: unknown) => typeof value === "number" && value > 0 && value <= 1;
  const isRange = Array.isArray(scale) && scale.length === 2 && scale.every(isShare) && scale[0] <= scale[1];
  if (isShare(scale) || isRange) return;
  refuseOption("random-crop", "scale", "a number in (0, 1], or two in rising order", JSON.stringify(scale));
}
