import { checkSchedule, linear, type Schedule, type Tensor } from "@forger/core";
import type { Plugin } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";
import { stopGradient } from "./_stop_gradient.ts";

/** Options of {@linkcode topK}. */
export interface TopKOptions {
  /** Which share of its images the generator learns from, in [0, 1]; at least one image is kept. @default {linear(1, 0.5)} */
  readonly share?: Schedule;
}

/**
 * Lets the generator learn from the best of its images only: those of which the discriminator's logits are highest.
 *
 * Of a batch of B images, k = max(1, round(share · B)) count; of equal logits the earlier one does. The loss keeps its
 * value, but its gradient is that of the mean over these k images, as with the losses of this project: each is a mean over
 * the images. The discriminator's updates stay as they are.
 *
 * It helps once the discriminator's order means something, which is why the share falls over the run: the worst images
 * draw the generator away from the data. From the start, or with a small share, it costs variety.
 *
 * The paper begins with all images and lowers k by 1 % an epoch, down to half of them or three quarters.
 *
 * @throws {RangeError} If `share` is no schedule or leaves [0, 1].
 * @see Top-k training of GANs: improving GAN performance by throwing away bad samples. Sinha, Zhao, Goyal, Raffel, Odena, 2020, https://arxiv.org/abs/2002.06224
 *
 * @example
 * ```ts
 * import { linear } from "@forger/core";
 * import { topK } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(topK({ share: linear(1, 0.75) }).name, "top-k");
 * ```
 */
export function topK(options: TopKOptions = {}): Plugin {
  const { share = linear(1, 0.5) } = options;
  checkSchedule("top-k", "share", share, { least: 0, most: 1 });
  return {
    name: "top-k",
    options: { share },
    onConfigure({ loss: { comparison, name } }) {
      if (comparison === "none") return;
      throw new TypeError(
        `the loss must judge each image by itself: the ${name} loss compares real with generated images, so that leaving out some would change what the others are compared with`,
      );
    },
    transformLogits(logits, { at, player }) {
      if (player === "discriminator" || !logits.fake) return logits;
      return { ...logits, fake: tf.tidy(() => onlyBest(logits.fake!, at(share))) };
    },
  };
}

/** The same logits, with a gradient for the best ones only, as much larger as these are fewer. */
function onlyBest(logits: Tensor, share: Tensor): Tensor {
  const count = logits.size;
  const kept = share.mul(count).add(0.5).floor().maximum(1);
  const values = stopGradient(logits);
  const factor = ranks(values).less(kept).toFloat().mul(tf.div(count, kept));
  return values.add(logits.sub(values).mul(factor.reshape(logits.shape)));
}

/** How many logits come before each one: those that are higher, and of its equals those that are earlier; `[count]`. */
function ranks(logits: Tensor): Tensor {
  const count = logits.size;
  const own = logits.reshape([count, 1]), others = logits.reshape([1, count]);
  const place = tf.range(0, count), isEarlier = place.reshape([1, count]).less(place.reshape([count, 1]));
  return others.greater(own).logicalOr(others.equal(own).logicalAnd(isEarlier)).toFloat().sum(1);
}
