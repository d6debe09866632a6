import type { RandomStream, Tensor } from "@forger/core";

/** What {@linkcode changeColours} needs. */
export interface ColourChange {
  /** The width of the images' value range. */
  readonly span: number;
  readonly random: RandomStream;
}

/** Changes each image's brightness, saturation and contrast by random amounts of its own, without reading its values. */
export function changeColours(images: Tensor, { random, span }: ColourChange): Tensor {
  const [batch, , , channels] = images.shape as [number, number, number, number];
  const draw = (low: number, high: number) => random.uniform([batch, 1, 1, 1], low, high);
  let changed = images.add(draw(-span / 4, span / 4));
  if (channels > 1) changed = scaleAbout(changed.mean(3, true), changed, draw(0, 2)); // grey has no saturation
  return scaleAbout(changed.mean([1, 2, 3], true), changed, draw(0.5, 1.5));
}

function scaleAbout(centre: Tensor, images: Tensor, factor: Tensor): Tensor {
  return images.sub(centre).mul(factor).add(centre);
}
