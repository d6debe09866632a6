import type { Shape } from "@forger/core";
import { checkClasses, checkedImage, checkLatent } from "./_check_image_options.ts";
import { countHalvings } from "./_image_sides.ts";
import { seededInitializers } from "./_initializers.ts";
import { snganDiscriminator } from "./_sngan_discriminator.ts";
import { snganGenerator } from "./_sngan_generator.ts";
import type { NetworkPair } from "./network_pair.ts";

/** Options of {@linkcode sngan}. */
export interface SnganOptions {
  /** The shape of an image, `[height, width, channels]`, of 1 channel or 3; sides of 16 or more that halve to 4 to 7. */
  readonly image: Shape;
  /** The length of a latent. @default {128} */
  readonly latent?: number;
  /** Channels of the generator's maps, an even number; the discriminator's have half of them. @default {256} */
  readonly width?: number;
  /** How many classes there are, for conditional networks: 2 or more. @default {networks without labels} */
  readonly classes?: number;
  /** Where the initial weights are drawn from, an integer from 0 to 2^53 - 1. @default {0} */
  readonly seed?: number;
}

/**
 * The residual networks of SNGAN, as the paper has them for CIFAR-10, for images of 16, 28, 32, 64 pixels and others that
 * halve to 4 to 7.
 *
 * Images are `[batch, height, width, channels]` in [-1, 1], latents `[batch, latent]`, logits `[batch, 1]`. The generator makes
 * a map of 4 to 7 pixels and doubles it in residual blocks with batch normalization and nearest upsampling. The discriminator
 * has spectral normalization in every layer, blocks that halve the map down to twice that size (two of them at least) and
 * two that keep it, and sums over all places. Kernels begin as Glorot has it, within blocks with twice his variance.
 *
 * With `classes`, the generator has the inputs `[latents, labels]` with one-hot labels `[batch, classes]`, and normalizes with
 * a gain and bias for each class in its blocks; the discriminator has the inputs `[images, labels]`, and adds a projection to
 * the logit.
 *
 * 32 x 32 pixels of 3 channels take 4,276,739 trained parameters in the generator and 1,053,825 in the discriminator. They are
 * much slower than those of `dcgan()`: a smaller `width` is the remedy.
 *
 * @throws {RangeError} If a size is not a positive integer, the image has other than 1 or 3 channels or a side that does not
 * halve to 4 to 7 pixels (the message names the nearest that do), the width is odd, there is 1 class, or the seed is not an
 * integer from 0 to 2^53 - 1.
 * @see Spectral normalization for generative adversarial networks. Miyato, Kataoka, Koyama, Yoshida, 2018, appendix B.4,
 * https://arxiv.org/abs/1802.05957
 * @see cGANs with projection discriminator. Miyato, Koyama, 2018, https://arxiv.org/abs/1802.05637
 *
 * @example
 * ```ts
 * import { sngan } from "@forger/layers";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const { generator, discriminator, latentSize } = sngan({ image: [28, 28, 1], width: 16, seed: 42 });
 * assertEquals([generator.outputShape, discriminator.outputShape], [[null, 28, 28, 1], [null, 1]]);
 * assertEquals(latentSize, 128);
 * ```
 */
export function sngan(options: SnganOptions): NetworkPair {
  const { latent = 128, width = 256, classes, seed = 0 } = options;
  const image = checkedImage("sngan", options.image);
  checkLatent("sngan", latent);
  if (!Number.isInteger(width / 2) || width <= 0) {
    throw new RangeError(`Cannot build sngan as width must be a positive even integer: current value is ${width}`);
  }
  if (classes !== undefined) checkClasses("sngan", classes);
  const halvings = countHalvings("sngan", image, { least: 2 });
  const build = { image, halvings, latent, width, classes, initializers: seededInitializers("sngan", seed) };
  return {
    generator: snganGenerator(build),
    discriminator: snganDiscriminator(build),
    latentSize: latent,
    ...classes !== undefined && { classes },
  };
}
