import type { Tensor } from "@forger/core";
import type { Plugin, StepContext } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";
import { changeColours } from "./_change_colours.ts";
import { checkShare } from "./_check_share.ts";
import { cutOut } from "./_cut_out.ts";
import { moveImages } from "./_move_images.ts";
import { refuseOption } from "./_refuse_option.ts";
import { requireImages } from "./_require_images.ts";

/** How much colours change: the paper's numbers. */
const COLOURS = { brightness: 0.25, saturation: 1, contrast: 0.5, hue: 0 };

/** Options of {@linkcode diffAugment}. */
export interface DiffAugmentOptions {
  /** Whether brightness, saturation and contrast change. @default {true} */
  readonly colour?: boolean;
  /** How far images move, as a share of their height and width, in [0, 1]; 0 for not at all. @default {0.125} */
  readonly translation?: number;
  /** How large the part is that is cut out, as a share of height and width, in [0, 1]; 0 for none. @default {0.5} */
  readonly cutout?: number;
}

/**
 * Augments every image that the discriminator sees, real and generated ones alike, in both players' updates, by
 * operations that have gradients (DiffAugment).
 *
 * Each image gets random changes of its own, in this order, the paper's numbers being for the range [-1, 1]:
 *
 * - colour: brightness, plus U(-1/4, 1/4) of the range's width; then saturation, times U(0, 2) about each pixel's mean over
 *   the channels; then contrast, times U(0.5, 1.5) about the image's mean
 * - translation: by whole pixels, each way up to the share of the size; what comes in is the middle of the range
 * - cutout: a rectangle of that share of height and width, its middle anywhere, is set to the middle of the range; an edge
 *   may cut it off
 *
 * It helps with little data, some thousands of images or fewer, where the discriminator would learn them by heart. As
 * generated images are changed too, the changes do not leak into what the generator makes. With much data it mostly slows
 * learning down; leave out what would turn one thing into another, such as cutouts of digits.
 *
 * @throws {RangeError} If `colour` is not true or false, or a share is not in [0, 1].
 * @throws {TypeError} When training begins, if the data are no images `[height, width, channels]`.
 * @see Differentiable augmentation for data-efficient GAN training. Zhao, Liu, Lin, Zhu, Han, 2020, https://arxiv.org/abs/2006.10738
 *
 * @example
 * ```ts
 * import { diffAugment } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(diffAugment({ cutout: 0 }).options, { colour: true, translation: 0.125, cutout: 0 });
 * ```
 */
export function diffAugment(options: DiffAugmentOptions = {}): Plugin {
  const { colour = true, translation = 0.125, cutout = 0.5 } = options;
  if (typeof colour !== "boolean") refuseOption("diff-augment", "colour", "true or false", colour);
  checkShare("diff-augment", "translation", translation);
  checkShare("diff-augment", "cutout", cutout);
  let low = -1, high = 1;

  const augment = (images: Tensor, { random }: StepContext): Tensor =>
    tf.tidy(() => {
      const span = high - low, fill = (low + high) / 2;
      let changed = images;
      if (colour) changed = changeColours(changed, { ...COLOURS, span, random });
      if (translation > 0) changed = moveImages(changed, { share: translation, fill, random });
      if (cutout > 0) changed = cutOut(changed, { share: cutout, fill, random });
      return changed;
    });

  return {
    name: "diff-augment",
    options: { colour, translation, cutout },
    onTrainBegin({ data }) {
      requireImages("augment", data);
      [low, high] = data.range;
    },
    transformReal: augment,
    transformFake: augment,
  };
}
