import type { RandomStream, Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";

/** How far colours change at most, both ways; at 0 not at all. */
export interface ColourAmounts {
  /** What is added, as a share of the range's width. */
  readonly brightness: number;
  /** How far the factor of the distance from grey is from 1. */
  readonly saturation: number;
  /** How far the factor of the distance from the image's mean is from 1. */
  readonly contrast: number;
  /** How far hues turn, in turns: only for three channels. */
  readonly hue: number;
}

/** What {@linkcode changeColours} needs. */
export interface ColourChange extends ColourAmounts {
  /** The width of the images' value range. */
  readonly span: number;
  readonly random: RandomStream;
}

/** Changes each image's brightness, saturation, hue and contrast by random amounts of its own, without reading its values. */
export function changeColours(images: Tensor, change: ColourChange): Tensor {
  const { brightness, contrast, hue, random, saturation, span } = change;
  const [batch, , , channels] = images.shape as [number, number, number, number];
  const draw = (middle: number, most: number) => random.uniform([batch, 1, 1, 1], middle - most, middle + most);
  let changed = images;
  if (brightness > 0) changed = changed.add(draw(0, brightness * span));
  if (saturation > 0 && channels > 1) { // grey has no saturation
    changed = scaleAbout(changed.mean(3, true), changed, draw(1, saturation));
  }
  if (hue > 0) changed = turnHue(changed, draw(0, 2 * Math.PI * hue));
  if (contrast > 0) changed = scaleAbout(changed.mean([1, 2, 3], true), changed, draw(1, contrast));
  return changed;
}

function scaleAbout(centre: Tensor, images: Tensor, factor: Tensor): Tensor {
  return images.sub(centre).mul(factor).add(centre);
}

/** Turns each pixel's red, green and blue about the axis of grey, so that neither brightness nor saturation changes. */
function turnHue(images: Tensor, angle: Tensor): Tensor {
  const [red, green, blue] = tf.split(images, 3, 3) as [Tensor, Tensor, Tensor];
  const grey = images.mean(3, true);
  const aside = tf.concat([blue.sub(green), red.sub(blue), green.sub(red)], 3).div(Math.sqrt(3));
  return images.sub(grey).mul(angle.cos()).add(aside.mul(angle.sin())).add(grey);
}
