import type { Plugin } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";
import { checkShare } from "./_check_share.ts";
import { requireImages } from "./_require_images.ts";

/** Options of {@linkcode horizontalFlip}. */
export interface HorizontalFlipOptions {
  /** The probability with which an image is mirrored, in [0, 1]. @default {0.5} */
  readonly share?: number;
}

/**
 * Mirrors real images left to right, each by itself with the probability `share`.
 *
 * Of photographs it makes twice as many: a mirrored face, flower or room is as real as the original, so that the generated
 * images stay as they are and the generator may learn both. Do not use it where left and right mean something: digits,
 * letters and other writing, maps, clocks, gloves. With 0.5, as usual, an image and its mirror image are seen alike often;
 * with other shares more of one kind are.
 *
 * @throws {RangeError} If `share` is not in [0, 1].
 * @throws {TypeError} When training begins, if the data are no images `[height, width, channels]`.
 * @see Training generative adversarial networks with limited data (x-flips). Karras, Aittala, Hellsten, Laine, Lehtinen, Aila, 2020, https://arxiv.org/abs/2006.06676
 *
 * @example
 * ```ts
 * import { horizontalFlip } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(horizontalFlip().options, { share: 0.5 });
 * ```
 */
export function horizontalFlip(options: HorizontalFlipOptions = {}): Plugin {
  const { share = 0.5 } = options;
  checkShare("horizontal-flip", "share", share);
  return {
    name: "horizontal-flip",
    options: { share },
    onTrainBegin: ({ data }) => requireImages("mirror", data),
    transformReal: (images, { random }) =>
      tf.tidy(() => {
        const isMirrored = random.uniform([images.shape[0]!, 1, 1, 1]).less(share);
        return tf.where(isMirrored, images.reverse(2), images);
      }),
  };
}
